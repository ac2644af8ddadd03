package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthPolicyTest {
    private static final HealthPolicy POLICY = HealthPolicy.STANDARD;
    private static final Instant NOW = Instant.parse("2026-05-04T12:25:00Z");
    private static final CustomerFact CALLED =
            new CustomerFact.FirstApiCallMade(Environment.TEST, NOW.minus(Duration.ofDays(30)));

    @ParameterizedTest(name = "{0} good and {1} failed calls: {2}, score {3}")
    @CsvSource({
        "0,     0, HEALTHY,         100, ''",
        "99,    1, HEALTHY,         100, ''",
        "951,  49, HEALTHY,         100, ''",
        "95,    5, NEEDS_ATTENTION, 85,  '5.0 % of 100 calls in 24 hours failed, mostly with 401'",
        "901,  99, NEEDS_ATTENTION, 70,  '9.9 % of 1000 calls in 24 hours failed, mostly with 401'",
        "90,   10, AT_RISK,         70,  '10.0 % of 100 calls in 24 hours failed, mostly with 401'",
        "85,   15, AT_RISK,         55,  '15.0 % of 100 calls in 24 hours failed, mostly with 401'",
        "0,     9, HEALTHY,         100, ''",
        "0,    10, AT_RISK,         40,  '100.0 % of 10 calls in 24 hours failed, mostly with 401'",
    })
    void errors_decide_by_their_share_of_enough_calls(
            long good, long failed, HealthLevel level, int score, String reason) {
        Traffic traffic = new Traffic(List.of(
                new Traffic.Count(Environment.TEST, 200, good), new Traffic.Count(Environment.TEST, 401, failed)));

        Assessment assessed = POLICY.assess(given(CALLED), traffic, NOW);

        assertThat(assessed)
                .isEqualTo(
                        reason.isEmpty()
                                ? new Assessment(new Health(level, score, List.of()), HealthCause.NONE)
                                : new Assessment(new Health(level, score, List.of(reason)), HealthCause.ERRORS));
    }

    @Test
    void a_failed_payment_is_a_risk_until_one_arrives() {
        Money amount = new Money(4900, "EUR");
        CustomerFact failed = new CustomerFact.PaymentFailed(amount, "i-1", NOW);
        CustomerFact before = new CustomerFact.PaymentRecovered(amount, "i-1", NOW.minusSeconds(1));
        CustomerFact after = new CustomerFact.PaymentRecovered(amount, "i-1", NOW.plusSeconds(1));

        assertThat(assess(CALLED, before, failed))
                .isEqualTo(new Assessment(
                        new Health(HealthLevel.AT_RISK, 60, List.of("a payment failed and none has arrived since")),
                        HealthCause.PAYMENT_FAILED));
        assertThat(assess(CALLED, failed, after).health().level()).isEqualTo(HealthLevel.HEALTHY);
    }

    @Test
    void silence_after_the_first_key_needs_attention_from_the_seventh_day_on() {
        CustomerFact key =
                new CustomerFact.KeyIssued(new KeyId("k-1"), Environment.TEST, "ab12", NOW.minus(Duration.ofDays(7)));
        Instant justBefore = NOW.minusSeconds(1);

        assertThat(assess(key))
                .isEqualTo(new Assessment(
                        new Health(
                                HealthLevel.NEEDS_ATTENTION,
                                80,
                                List.of("no call yet, 7 days after the first key was issued")),
                        HealthCause.SILENCE));
        assertThat(POLICY.assess(given(key), Traffic.NONE, justBefore).health().level())
                .isEqualTo(HealthLevel.NEW);
        assertThat(POLICY.nextReview(given(key), Traffic.NONE, justBefore)).contains(NOW);
        assertThat(assess(key, CALLED).health().level()).isEqualTo(HealthLevel.HEALTHY);
    }

    @Test
    void the_worst_rule_wins_and_all_reasons_are_told_worst_first() {
        CustomerFact plan = new CustomerFact.PlanChanged(Tier.PRO, "pro", null, null, null, NOW.minusSeconds(60));
        CustomerFact cancelled = new CustomerFact.SubscriptionCancelled(null, null, NOW);
        CustomerFact failed = new CustomerFact.PaymentFailed(new Money(1, "EUR"), null, NOW);

        assertThat(assess(CALLED, plan, failed, cancelled))
                .isEqualTo(new Assessment(
                        new Health(
                                HealthLevel.CHURNED,
                                0,
                                List.of(
                                        "the subscription is cancelled",
                                        "a payment failed and none has arrived since")),
                        HealthCause.CANCELLED));
    }

    @Test
    void who_comes_back_is_no_longer_churned() {
        CustomerFact cancelled = new CustomerFact.SubscriptionCancelled(null, null, NOW.minusSeconds(60));
        CustomerFact plan = new CustomerFact.PlanChanged(Tier.PRO, "pro", null, null, null, NOW);

        assertThat(assess(CALLED, cancelled, plan).health().level()).isEqualTo(HealthLevel.HEALTHY);
    }

    @Test
    void errors_are_looked_at_again_when_the_next_hour_leaves_the_window() {
        Traffic one = new Traffic(List.of(new Traffic.Count(Environment.TEST, 500, 1)));

        assertThat(POLICY.nextReview(given(CALLED), one, NOW)).contains(Instant.parse("2026-05-04T13:00:00Z"));
        assertThat(POLICY.nextReview(given(CALLED), Traffic.NONE, NOW)).isEmpty();
    }

    private static Assessment assess(CustomerFact... facts) {
        return POLICY.assess(given(facts), Traffic.NONE, NOW);
    }

    private static Customer given(CustomerFact... facts) {
        Customer customer = Customer.unknown(new CustomerId("c-1"));
        for (CustomerFact fact : facts) {
            customer = customer.apply(fact);
        }
        return customer;
    }
}
