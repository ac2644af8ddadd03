package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Tier;
import io.aegis.monitor.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlaybooksTest {
    private static final CustomerId CUSTOMER = new CustomerId("c");
    private static final Instant ISSUED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant DUE = ISSUED.plus(Duration.ofHours(24));
    private static final CustomerSnapshot SILENT = Snapshots.trial(CUSTOMER, 1);
    private static final CustomerSnapshot CALLING =
            Snapshots.of(CUSTOMER, 2, Tier.TRIAL, ISSUED.plusSeconds(60), HealthLevel.HEALTHY);

    private final Playbooks playbooks = new Playbooks(List.of(checkIn(new Cooldown.Lasting(Duration.ofDays(7)))));

    @Test
    void a_fact_that_fits_is_awaited_from_its_own_time_on() {
        Happening issued = issued("test");

        List<Step> steps = playbooks.decide(CUSTOMER, List.of(), List.of(issued));

        assertThat(steps).singleElement().isInstanceOfSatisfying(Step.Await.class, await -> {
            assertThat(await.occasion().due()).isEqualTo(DUE);
            assertThat(await.occasion().playbook()).isEqualTo("check-in");
            assertThat(await.occasion().happening()).isEqualTo(issued);
        });
    }

    @ParameterizedTest
    @CsvSource({"key_issued, production", "sandbox_provisioned, test"})
    void another_fact_is_not(String fact, String environment) {
        assertThat(playbooks.decide(CUSTOMER, List.of(), List.of(happening(fact, environment, ISSUED))))
                .isEmpty();
    }

    @Test
    void the_same_happening_of_the_same_customer_is_the_same_occasion() {
        assertThat(occasion().id()).isEqualTo(occasion().id());
        assertThat(Occasion.of(new CustomerId("d"), "check-in", issued("test"), DUE)
                        .id())
                .isNotEqualTo(occasion().id());
        assertThat(Occasion.of(CUSTOMER, "other", issued("test"), DUE).id())
                .isNotEqualTo(occasion().id());
        assertThat(Occasion.of(CUSTOMER, "check-in", issued("production"), DUE).id())
                .isNotEqualTo(occasion().id());
    }

    @Test
    void a_fact_that_ends_the_wait_ends_it() {
        Happening call = happening("first_api_call_made", "test", ISSUED.plusSeconds(60));

        assertThat(playbooks.decide(CUSTOMER, List.of(occasion()), List.of(call)))
                .containsExactly(new Step.Forget(occasion(), "first_api_call_made at 2026-03-01T10:01:00Z came first"));
    }

    @Test
    void a_wait_can_begin_and_end_in_one_message() {
        Happening call = happening("first_api_call_made", "test", ISSUED);

        assertThat(playbooks.decide(CUSTOMER, List.of(), List.of(issued("test"), call)))
                .hasExactlyElementsOfTypes(Step.Await.class, Step.Forget.class);
    }

    @Test
    void a_fact_from_before_the_wait_does_not_end_it() {
        Happening earlier = happening("first_api_call_made", "test", ISSUED.minusSeconds(1));

        assertThat(playbooks.decide(CUSTOMER, List.of(occasion()), List.of(earlier)))
                .isEmpty();
    }

    static Stream<Arguments> dueOccasions() {
        Cooldown week = new Cooldown.Lasting(Duration.ofDays(7));
        Cooldown forever = new Cooldown.Forever();
        Instant justNow = DUE.minusSeconds(1);
        Verdict raise = new Verdict.Raise(
                "Hi Ada, key 1234 of 1 March 2026.",
                "key_issued at 2026-03-01T10:00:00Z, due at 2026-03-02T10:00:00Z, and its condition holds");
        return Stream.of(
                arguments(week, SILENT, null, DUE, raise),
                arguments(week, SILENT, null, DUE.plus(Duration.ofDays(2)), raise),
                arguments(
                        week,
                        SILENT,
                        null,
                        DUE.plus(Duration.ofDays(2)).plusMillis(1),
                        new Verdict.Pass("it lapsed at 2026-03-04T10:00:00Z")),
                arguments(week, CALLING, null, DUE, new Verdict.Pass("firstApiCallAt is present")),
                arguments(
                        week,
                        SILENT,
                        justNow,
                        DUE,
                        new Verdict.Pass("it was raised at 2026-03-02T09:59:59Z and the cooldown is PT168H")),
                arguments(week, SILENT, DUE.minus(Duration.ofDays(7)), DUE, raise),
                arguments(
                        forever,
                        SILENT,
                        DUE.minus(Duration.ofDays(700)),
                        DUE,
                        new Verdict.Pass("it was raised at 2024-04-01T10:00:00Z and the cooldown is forever")));
    }

    @ParameterizedTest
    @MethodSource("dueOccasions")
    void a_due_occasion_is_raised_or_passed_with_a_reason(
            Cooldown cooldown, CustomerSnapshot latest, Instant lastRaised, Instant now, Verdict expected) {
        assertThat(new Playbooks(List.of(checkIn(cooldown)))
                        .decideDue(occasion(), latest, Optional.ofNullable(lastRaised), now))
                .isEqualTo(expected);
    }

    @Test
    void a_playbook_that_is_gone_does_nothing() {
        assertThat(new Playbooks(List.of()).decideDue(occasion(), SILENT, Optional.empty(), DUE))
                .isEqualTo(new Verdict.Pass("the playbook is no longer there"));
    }

    @Test
    void half_a_sentence_is_not_said() {
        CustomerSnapshot nameless = CustomerSnapshot.unknown(CUSTOMER);

        assertThat(playbooks.decideDue(occasion(), nameless, Optional.empty(), DUE))
                .isEqualTo(new Verdict.Pass("the message lacks customer.name"));
    }

    private static Playbook checkIn(Cooldown cooldown) {
        return new Playbook(
                "check-in",
                "Check-in",
                new Trigger(
                        "key_issued",
                        Map.of("environment", new Condition(null, List.of("test"))),
                        "at",
                        Duration.ofHours(24),
                        Duration.ofDays(2),
                        Set.of("first_api_call_made")),
                Map.of("firstApiCallAt", new Condition(false, null)),
                cooldown,
                new Text("Hi {customer.name}, key {fact.hint} of {fact.at.date}."));
    }

    private static Occasion occasion() {
        return Occasion.of(CUSTOMER, "check-in", issued("test"), DUE);
    }

    private static Happening issued(String environment) {
        return happening("key_issued", environment, ISSUED);
    }

    private static Happening happening(String fact, String environment, Instant at) {
        return new Happening(
                fact,
                new Traits(Map.of(
                        "environment", environment, "hint", "1234", "at", at.toString(), "at.date", "1 March 2026")));
    }
}
