package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Tier;
import io.aegis.contracts.UsageTrend;
import io.aegis.monitor.Snapshots;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArbiterTest {
    private static final CustomerId CUSTOMER = new CustomerId("c");
    private static final Instant ISSUED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant DUE = ISSUED.plus(Duration.ofHours(24));
    private static final CustomerSnapshot SILENT = Snapshots.trial(CUSTOMER, 1);
    private static final CustomerSnapshot CALLING =
            Snapshots.of(CUSTOMER, 2, Tier.TRIAL, ISSUED.plusSeconds(60), HealthLevel.HEALTHY);
    private static final CustomerSnapshot PAYING = Snapshots.of(CUSTOMER, 2, Tier.PRO, null, HealthLevel.HEALTHY);
    private static final Verdict RAISED = new Verdict.Raise(
            "plain",
            "Hi Ada, key 1234 of 1 March 2026.",
            null,
            "key_issued at 2026-03-01T10:00:00Z, due at 2026-03-02T10:00:00Z, and its condition holds");
    private static final Arbiter ARBITER =
            new Arbiter(new ContactPolicy(2, Duration.ofDays(7), LocalTime.of(20, 0), LocalTime.of(8, 0)));

    static Stream<Arguments> dueOccasions() {
        Cooldown week = new Cooldown.Lasting(Duration.ofDays(7));
        Cooldown forever = new Cooldown.Forever();
        Instant late = DUE.plus(Duration.ofDays(2));
        return Stream.of(
                arguments(week, SILENT, null, DUE, RAISED),
                arguments(week, SILENT, null, late, RAISED),
                arguments(
                        week, SILENT, null, late.plusMillis(1), new Verdict.Pass("it lapsed at 2026-03-04T10:00:00Z")),
                arguments(week, CALLING, null, DUE, new Verdict.Pass("firstApiCallAt is present")),
                arguments(week, PAYING, null, DUE, new Verdict.Pass("tier is pro")),
                arguments(week, CustomerSnapshot.unknown(CUSTOMER), null, DUE, new Verdict.Pass("tier is none")),
                arguments(
                        week,
                        SILENT,
                        DUE.minusSeconds(1),
                        DUE,
                        new Verdict.Suppress("it was raised at 2026-03-02T09:59:59Z and the cooldown is PT168H")),
                arguments(week, SILENT, DUE.minus(Duration.ofDays(7)), DUE, RAISED),
                arguments(
                        forever,
                        SILENT,
                        DUE.minus(Duration.ofDays(700)),
                        DUE,
                        new Verdict.Suppress("it was raised at 2024-04-01T10:00:00Z and the cooldown is forever")));
    }

    @ParameterizedTest
    @MethodSource("dueOccasions")
    void a_due_occasion_is_decided_with_a_reason(
            Cooldown cooldown, CustomerSnapshot latest, Instant approached, Instant now, Verdict expected) {
        Playbook playbook = Sample.checkIn(Set.of(), cooldown);

        assertThat(ARBITER.decide(
                        occasion(playbook),
                        playbook,
                        new Situation(Traits.of(latest), null, null, List.of(), Optional.ofNullable(approached), now),
                        () -> Optional.of("plain")))
                .isEqualTo(expected);
    }

    /** Of whom no model says anything, nobody is told that he is likely to cancel. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            0.4,    -
            0.399,  churn.probability is 0.399
            4.1E-4, churn.probability is 4.1E-4
            -,      churn.probability is absent
            """)
    void a_condition_asks_how_likely_the_customer_cancels(Double probability, String passed) {
        Playbook playbook =
                Sample.checkIn(Map.of("churn.probability", new Condition(null, null, new BigDecimal("0.4"), null)));
        CustomerSnapshot customer =
                SILENT.with(probability == null ? null : new CustomerSnapshot.Churn(probability, 30, 1));

        assertThat(ARBITER.decide(
                        occasion(playbook),
                        playbook,
                        new Situation(Traits.of(customer), null, null, List.of(), Optional.empty(), DUE),
                        () -> Optional.of("plain")))
                .isEqualTo(passed == null ? RAISED : new Verdict.Pass(passed));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            growing,       2.0, -
            steady,        0,   -
            errors_rising, 0,   usage.trend is errors_rising
            growing,       2.1, usage.errorPercent is 2.1
            """)
    void a_condition_asks_how_the_customer_uses_the_product(String trend, Double errors, String passed) {
        Playbook playbook = Sample.checkIn(Map.of(
                "usage.trend",
                Condition.in("growing", "steady"),
                "usage.errorPercent",
                new Condition(null, null, null, new BigDecimal("2.1"))));
        CustomerSnapshot customer = SILENT.with(null, new CustomerSnapshot.Usage(UsageTrend.of(trend), 40, errors));

        assertThat(ARBITER.decide(
                        occasion(playbook),
                        playbook,
                        new Situation(Traits.of(customer), null, null, List.of(), Optional.empty(), DUE),
                        () -> Optional.of("plain")))
                .isEqualTo(passed == null ? RAISED : new Verdict.Pass(passed));
    }

    @Test
    void who_refused_is_not_contacted() {
        assertThat(decide(new Situation(Traits.of(SILENT), null, "said no", List.of(), Optional.empty(), DUE)))
                .isEqualTo(new Verdict.Suppress("said no"));
    }

    @Test
    void what_the_budget_does_not_allow_waits_until_it_does() {
        List<Instant> contacts = Sample.times("2026-02-24T10:00:00Z", "2026-02-25T12:00:00Z", "2026-03-01T00:00:00Z");

        assertThat(decide(contacts, null, DUE))
                .isEqualTo(new Verdict.Suppress("the contact budget of 2 in PT168H is spent until 2026-03-04T12:00:00Z,"
                        + " and it lapses at 2026-03-04T10:00:00Z"));
        assertThat(decide(Sample.times("2026-02-24T12:00:00Z", "2026-03-01T00:00:00Z"), null, DUE))
                .isEqualTo(new Verdict.Postpone(
                        Instant.parse("2026-03-03T12:00:00Z"),
                        "the contact budget of 2 in PT168H is spent until 2026-03-03T12:00:00Z"));
    }

    @Test
    void an_old_contact_does_not_count() {
        assertThat(decide(Sample.times("2026-02-23T10:00:00Z", "2026-03-01T00:00:00Z"), null, DUE))
                .isEqualTo(RAISED);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            Europe/Vienna,    2026-03-02T18:59:59Z, ,
            Europe/Vienna,    2026-03-02T19:00:00Z, 2026-03-03T07:00:00Z
            Europe/Vienna,    2026-03-03T06:59:59Z, 2026-03-03T07:00:00Z
            Europe/Vienna,    2026-03-03T07:00:00Z, ,
            # the night in which the clocks go forward is an hour shorter, the one in which they go back an hour longer
            Europe/Vienna,    2026-03-28T19:30:00Z, 2026-03-29T06:00:00Z
            Europe/Vienna,    2026-10-24T18:30:00Z, 2026-10-25T07:00:00Z
            America/New_York, 2026-03-02T13:00:00Z, ,
            America/New_York, 2026-03-02T12:59:59Z, 2026-03-02T13:00:00Z
            Pacific/Auckland, 2026-03-02T10:00:00Z, 2026-03-02T19:00:00Z
            """)
    void quiet_hours_are_by_the_customers_clock(String zone, Instant now, Instant until) {
        ContactPolicy policy = ARBITER.contacts();

        assertThat(policy.wait(List.of(), ZoneId.of(zone), now).map(ContactPolicy.Wait::until))
                .isEqualTo(Optional.ofNullable(until));
    }

    @Test
    void quiet_hours_that_end_in_the_hour_that_the_clocks_skip_end_when_it_is_over() {
        ContactPolicy policy = new ContactPolicy(2, Duration.ofDays(7), LocalTime.of(22, 0), LocalTime.of(2, 30));

        assertThat(policy.wait(List.of(), ZoneId.of("Europe/Vienna"), Instant.parse("2026-03-28T22:00:00Z"))
                        .map(ContactPolicy.Wait::until))
                .contains(Instant.parse("2026-03-29T01:30:00Z"));
    }

    @Test
    void an_hour_without_a_zone_is_nobodys_night() {
        assertThat(decide(List.of(), null, Instant.parse("2026-03-02T23:00:00Z")))
                .isEqualTo(RAISED);
        assertThat(decide(List.of(), ZoneId.of("Europe/Vienna"), Instant.parse("2026-03-02T23:00:00Z")))
                .isEqualTo(new Verdict.Postpone(
                        Instant.parse("2026-03-03T07:00:00Z"),
                        "quiet hours in Europe/Vienna until 2026-03-03T07:00:00Z"));
    }

    @Test
    void about_the_share_is_held_out_and_the_same_customers_in_a_larger_share() {
        List<CustomerId> all = IntStream.range(0, 20_000)
                .mapToObj(n -> new CustomerId("c-" + n))
                .toList();
        Set<CustomerId> tenth = Set.copyOf(heldOut("a", 10, all));
        Set<CustomerId> fifth = Set.copyOf(heldOut("a", 20, all));

        assertThat(tenth.size()).isBetween(1_850, 2_150);
        assertThat(fifth).containsAll(tenth);
        assertThat(heldOut("b", 10, all).stream().filter(tenth::contains).count())
                .isBetween(150L, 250L);
        assertThat(heldOut("a", 0, all)).isEmpty();
    }

    @Test
    void who_is_held_out_is_decided_last() {
        Playbook playbook = Sample.playbook("check-in", 50, 50, Set.of(), new Cooldown.Forever());
        CustomerId heldOut = IntStream.range(0, 100)
                .mapToObj(n -> new CustomerId("c-" + n))
                .filter(customer -> HoldOut.holds(playbook.id(), playbook.holdOut(), customer))
                .findFirst()
                .orElseThrow();
        Occasion occasion =
                Occasion.of(heldOut, new Edition(playbook, 1, true), Sample.happening("key_issued", "test", ISSUED));

        assertThat(ARBITER.decide(occasion, playbook, calm(DUE), () -> Optional.of("plain")))
                .isEqualTo(new Verdict.HoldOut("one of the 50 % who are not contacted, to measure what it does"));
        assertThat(ARBITER.decide(
                        occasion,
                        playbook,
                        new Situation(Traits.of(CALLING), null, null, List.of(), Optional.empty(), DUE),
                        () -> Optional.of("plain")))
                .isEqualTo(new Verdict.Pass("firstApiCallAt is present"));
    }

    private static List<CustomerId> heldOut(String id, int share, List<CustomerId> customers) {
        Playbook playbook = Sample.playbook(id, 50, share, Set.of(), new Cooldown.Forever());
        return customers.stream()
                .filter(customer -> HoldOut.holds(playbook.id(), playbook.holdOut(), customer))
                .toList();
    }

    private static Verdict decide(List<Instant> contacts, ZoneId zone, Instant now) {
        return decide(new Situation(Traits.of(SILENT), zone, null, contacts, Optional.empty(), now));
    }

    private static Verdict decide(Situation situation) {
        Playbook playbook = Sample.checkIn(Set.of(), new Cooldown.Forever());
        return ARBITER.decide(occasion(playbook), playbook, situation, () -> Optional.of("plain"));
    }

    private static Situation calm(Instant now) {
        return new Situation(Traits.of(SILENT), null, null, List.of(), Optional.empty(), now);
    }

    private static Occasion occasion(Playbook playbook) {
        return Occasion.of(CUSTOMER, new Edition(playbook, 1, true), Sample.happening("key_issued", "test", ISSUED));
    }
}
