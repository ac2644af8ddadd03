package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Money;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import io.aegis.state.domain.HealthExplanation.Judged;
import io.aegis.state.outbound.rules.HealthRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HealthExplanationTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final HealthPolicy POLICY = HealthRules.packaged();
    /** Other weights under another version, as after a change of the file. */
    private static final HealthPolicy OTHER = new HealthPolicy(
            "2",
            1,
            new HealthPolicy.Measures(
                    new HealthPolicy.Errors(40, 10, 3, 1, 10),
                    new HealthPolicy.Adoption(5, 3, 3, 3, 3, 7),
                    new HealthPolicy.Trend(25, 7, 14, 10),
                    new HealthPolicy.Engagement(5, 7, 7),
                    new HealthPolicy.Billing(20, 30, 3),
                    new HealthPolicy.Sentiment(5, 50, 5, 5, 7)),
            80,
            50,
            POLICY.exceptions().subList(0, 3));

    @Property(tries = 300)
    void the_parts_make_the_difference_to_the_hundredth_whatever_happened(@ForAll long seed) {
        Random random = new Random(seed);
        Customer customer = Customer.unknown(new CustomerId("c-1"));
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        List<Judged> judged = new ArrayList<>();
        Health start = customer.health();
        int steps = random.nextInt(1, 30);
        int first = random.nextInt(steps);
        Instant now = NOON;
        for (int step = 0; step < steps; step++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(1, 6000)));
            Traffic traffic = traffic(random, now, days);
            HealthPolicy policy = random.nextInt(5) == 0 ? OTHER : POLICY;
            Learned learned = customer.learn(facts(random, now), new Activity(traffic, days), policy, now);
            if (step == first) {
                start = customer.health();
                judged.clear();
            }
            if (!learned.customer().health().equals(customer.health())) {
                judged.add(new Judged(now, learned.customer().health(), learned.because()));
            }
            customer = learned.customer();
        }

        HealthExplanation explained = HealthExplanation.of(start, judged);

        assertThat(explained.to().subtract(explained.from())).isEqualByComparingTo(explained.difference());
        assertThat(explained.parts().stream()
                        .map(HealthExplanation.Part::points)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(explained.difference());
        assertThat(explained.parts())
                .allSatisfy(part -> assertThat(part.because()).isNotEmpty());
        assertThat(explained
                        .to()
                        .subtract(BigDecimal.valueOf(customer.health().score()))
                        .abs())
                .isLessThanOrEqualTo(new BigDecimal("0.50"));
    }

    @Test
    void a_failed_payment_is_named_with_what_it_took_and_by_which_rules() {
        Customer before = Customer.unknown(new CustomerId("c-1"))
                .learn(List.of(), Activity.NONE, POLICY, NOON)
                .customer();
        CustomerFact failed = new CustomerFact.PaymentFailed(new Money(4900, "EUR"), "in_1", NOON);
        Learned learned = before.learn(List.of(failed), Activity.NONE, POLICY, NOON);

        HealthExplanation explained = HealthExplanation.of(
                before.health(), List.of(new Judged(NOON, learned.customer().health(), learned.because())));

        assertThat(explained.from()).isEqualTo("100.00");
        assertThat(explained.to()).isEqualTo("60.00");
        assertThat(explained.parts())
                .extracting(HealthExplanation.Part::part, HealthExplanation.Part::points, HealthExplanation.Part::rules)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("billing", new BigDecimal("-7.50"), "1"),
                        org.assertj.core.api.Assertions.tuple("ceiling", new BigDecimal("-32.50"), "1"));
        assertThat(explained.parts())
                .allSatisfy(part -> assertThat(part.because())
                        .containsExactly(new Because(part.part(), Because.Kind.FACT, "payment_failed", NOON, 1L)));
    }

    private static Traffic traffic(Random random, Instant now, NavigableMap<LocalDate, UsageTally.Count> days) {
        if (random.nextBoolean()) {
            return Traffic.NONE;
        }
        long calls = random.nextInt(1, 500);
        long errors = random.nextLong(calls + 1) / random.nextInt(1, 20);
        days.merge(
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                new UsageTally.Count(calls, errors, random.nextInt(3)),
                UsageTally.Count::plus);
        return new Traffic(List.of(
                new Traffic.Count(Environment.TEST, 200, calls - errors),
                new Traffic.Count(Environment.TEST, 500, errors)));
    }

    private static List<CustomerFact> facts(Random random, Instant at) {
        return random.ints(random.nextInt(3), 0, 8)
                .<CustomerFact>mapToObj(kind -> switch (kind) {
                    case 0 -> new CustomerFact.PaymentFailed(new Money(1, "EUR"), "in_1", at);
                    case 1 -> new CustomerFact.InvoicePaid(new Money(1, "EUR"), "in_1", at);
                    case 2 -> new CustomerFact.SubscriptionCancelled(null, null, at);
                    case 3 -> new CustomerFact.PlanChanged(Tier.PRO, "pro", null, null, null, at);
                    case 4 -> new CustomerFact.KeyIssued(new KeyId("k-1"), Environment.TEST, "ab12", at);
                    case 5 -> new CustomerFact.FirstApiCallMade(Environment.TEST, at);
                    default ->
                        new CustomerFact.FeedbackReceived(
                                new TurnId("t-" + random.nextInt(9)),
                                random.nextBoolean() ? Thumbs.UP : Thumbs.DOWN,
                                at);
                })
                .toList();
    }
}
