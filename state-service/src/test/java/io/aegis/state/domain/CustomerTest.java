package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.state.outbound.rules.HealthRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CustomerTest {
    private static final CustomerId ID = new CustomerId("c-1");
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final CustomerFact TRIAL =
            new CustomerFact.TrialStarted("t-1", NOON.plus(Duration.ofDays(14)), NOON);
    private static final HealthPolicy POLICY = HealthRules.packaged();
    private static final CustomerFact TEST_KEY = key("k-1", Environment.TEST);
    private static final CustomerFact PRODUCTION_KEY = key("k-2", Environment.PRODUCTION);
    private static final CustomerFact FIRST_CALL = new CustomerFact.FirstApiCallMade(Environment.TEST, NOON);
    private static final CustomerFact VALIDATED = new CustomerFact.IntegrationValidated(NOON);

    @Test
    void who_was_never_heard_of_is_the_unknown_customer_of_the_contract() {
        assertThat(given().snapshot()).isEqualTo(CustomerSnapshot.unknown(ID));
    }

    @Test
    void the_stage_is_the_furthest_reached_in_whatever_order_the_facts_come() {
        assertThat(given(TRIAL).stage()).isEqualTo(Stage.TRIAL_CREATED);
        assertThat(given(TRIAL, TEST_KEY).stage()).isEqualTo(Stage.API_KEYS_GENERATED);
        assertThat(given(TRIAL, TEST_KEY, FIRST_CALL).stage()).isEqualTo(Stage.FIRST_API_CALL);
        assertThat(given(TRIAL, TEST_KEY, FIRST_CALL, VALIDATED).stage()).isEqualTo(Stage.INTEGRATION_VALIDATED);
        assertThat(given(TRIAL, TEST_KEY, FIRST_CALL, VALIDATED, PRODUCTION_KEY).stage())
                .isEqualTo(Stage.PRODUCTION_READY);
        assertThat(given(PRODUCTION_KEY, VALIDATED, FIRST_CALL, TEST_KEY, TRIAL, cancelled(1))
                        .stage())
                .isEqualTo(Stage.PRODUCTION_READY);
    }

    @Test
    void a_first_setup_makes_a_trial_customer_with_a_key() {
        Customer customer = given(
                TRIAL,
                TEST_KEY,
                new CustomerFact.SandboxProvisioned("https://sandbox", NOON),
                new CustomerFact.MailSent("welcome", NOON),
                new CustomerFact.MailSent("welcome", NOON));

        assertThat(customer.snapshot())
                .isEqualTo(new CustomerSnapshot(
                        ID,
                        5,
                        null,
                        null,
                        Stage.API_KEYS_GENERATED,
                        Tier.TRIAL,
                        null,
                        NOON.plus(Duration.ofDays(14)),
                        List.of(new CustomerSnapshot.Key(new KeyId("k-1"), Environment.TEST, "ab12", NOON)),
                        "https://sandbox",
                        List.of("welcome"),
                        null,
                        null,
                        List.of(),
                        new CustomerSnapshot.Health(HealthLevel.NEW, 100, List.of()),
                        CustomerSnapshot.Billing.NONE,
                        CustomerSnapshot.Contact.UNKNOWN));
    }

    @Test
    void what_is_known_is_no_news() {
        Customer customer = given(TRIAL, TEST_KEY, FIRST_CALL, VALIDATED, ticket(), raised());

        Learned learned = customer.learn(
                List.of(
                        TRIAL,
                        key("k-1", Environment.TEST),
                        new CustomerFact.FirstApiCallMade(Environment.PRODUCTION, later(5)),
                        new CustomerFact.IntegrationValidated(later(5)),
                        ticket(),
                        raised()),
                Activity.NONE,
                POLICY,
                later(6));

        assertThat(learned.facts())
                .containsExactly(new CustomerFact.HealthChanged(
                        HealthLevel.NEW, HealthLevel.HEALTHY, "nothing is wrong", HealthCause.NONE, later(6)));
        assertThat(learned.customer().snapshot().trialEndsAt()).isEqualTo(NOON.plus(Duration.ofDays(14)));
        assertThat(learned.customer().version()).isEqualTo(customer.version() + 1);
    }

    @Test
    void the_same_fact_twice_in_one_message_is_learned_once() {
        Learned learned = given().learn(List.of(TEST_KEY, TEST_KEY), Activity.NONE, POLICY, NOON);

        assertThat(learned.facts()).containsExactly(TEST_KEY);
    }

    @Test
    void the_tier_follows_from_what_happened_last_and_a_trial_never_replaces_a_plan() {
        assertThat(given(TRIAL).subscription().tier()).isEqualTo(Tier.TRIAL);
        assertThat(given(TRIAL, plan(Tier.PRO, 1)).subscription().tier()).isEqualTo(Tier.PRO);
        assertThat(given(plan(Tier.PRO, -1), TRIAL).subscription().tier()).isEqualTo(Tier.PRO);
        assertThat(given(TRIAL, plan(Tier.PRO, 1), cancelled(2)).subscription().tier())
                .isEqualTo(Tier.NONE);
        assertThat(given(TRIAL, plan(Tier.PRO, 1), cancelled(1)).subscription().tier())
                .isEqualTo(Tier.NONE);
        assertThat(given(TRIAL, plan(Tier.PRO, 1), cancelled(2), plan(Tier.STARTER, 3))
                        .snapshot())
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::plan)
                .containsExactly(Tier.STARTER, "starter-monthly");
    }

    @Test
    void fifty_test_calls_with_less_than_five_percent_errors_validate_the_integration() {
        assertThat(validated(48, 2)).isTrue();
        assertThat(validated(49, 0)).isFalse();
        assertThat(validated(95, 5)).isFalse();
        assertThat(validated(191, 10)).isTrue();
    }

    @Test
    void a_customer_survives_the_way_to_the_database_and_back() {
        Customer customer = given(TRIAL, TEST_KEY, plan(Tier.PRO, 1), ticket(), raised(), FIRST_CALL);

        assertThat(Json.read(Json.text(customer), Customer.class)).isEqualTo(customer);
    }

    private static boolean validated(int successes, int failures) {
        Traffic traffic = new Traffic(List.of(
                new Traffic.Count(Environment.TEST, 200, successes),
                new Traffic.Count(Environment.TEST, 500, failures),
                new Traffic.Count(Environment.PRODUCTION, 500, 1000)));
        return given().learn(List.of(), new Activity(traffic, new TreeMap<>()), POLICY, NOON)
                        .customer()
                        .stage()
                == Stage.INTEGRATION_VALIDATED;
    }

    private static Customer given(CustomerFact... facts) {
        return fold(List.of(facts));
    }

    private static Customer fold(List<CustomerFact> facts) {
        Customer customer = Customer.unknown(ID);
        for (CustomerFact fact : facts) {
            customer = customer.apply(fact);
        }
        return customer;
    }

    private static CustomerFact key(String id, Environment environment) {
        return new CustomerFact.KeyIssued(new KeyId(id), environment, "ab12", NOON);
    }

    private static CustomerFact plan(Tier tier, int hour) {
        return new CustomerFact.PlanChanged(tier, tier.wireName() + "-monthly", null, null, null, later(hour));
    }

    private static CustomerFact cancelled(int hour) {
        return new CustomerFact.SubscriptionCancelled("price", null, later(hour));
    }

    private static CustomerFact ticket() {
        return new CustomerFact.TicketOpened(new TicketId("T-1"), "401", "https://tickets/T-1", NOON);
    }

    private static CustomerFact raised() {
        return new CustomerFact.InterventionRaised(new InterventionId("iv-1"), "onboarding-check-in", NOON);
    }

    private static Instant later(int hours) {
        return NOON.plus(Duration.ofHours(hours));
    }
}
