package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Tier;
import io.aegis.monitor.Snapshots;
import io.aegis.monitor.domain.Backtest.Told;
import io.aegis.monitor.domain.Backtest.Would;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final CustomerId CUSTOMER = new CustomerId("c");
    private static final Instant ISSUED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant DUE = ISSUED.plus(Duration.ofHours(24));
    private static final Instant LATER = ISSUED.plus(Duration.ofDays(30));
    private static final Arbiter ARBITER =
            new Arbiter(new ContactPolicy(1, Duration.ofDays(7), LocalTime.of(20, 0), LocalTime.of(8, 0)));

    @Test
    void who_would_have_been_contacted_and_when_and_whether_he_came_by_himself() {
        Told call = told(3, calling(), "first_api_call_made", ISSUED.plus(Duration.ofDays(3)));

        assertThat(run(List.of(issued(1), call), List.of(), LATER))
                .singleElement()
                .satisfies(would -> {
                    assertThat(would.at()).isEqualTo(DUE);
                    assertThat(would.verdict()).isInstanceOf(Verdict.Raise.class);
                    assertThat(would.reached()).isTrue();
                });
        assertThat(run(List.of(issued(1)), List.of(), LATER))
                .extracting(Would::reached)
                .containsExactly(false);
    }

    @Test
    void a_goal_whose_window_is_not_over_is_not_judged() {
        assertThat(run(List.of(issued(1)), List.of(), DUE.plus(Duration.ofDays(6))))
                .extracting(Would::reached)
                .containsExactly((Boolean) null);
    }

    @Test
    void what_was_known_then_counts_and_not_what_is_known_today() {
        Told callBefore = told(2, calling(), "first_api_call_made", ISSUED.plusSeconds(60));

        assertThat(run(List.of(issued(1), callBefore), List.of(), LATER))
                .extracting(Would::verdict)
                .containsExactly(new Verdict.Pass("firstApiCallAt is present"));
    }

    @Test
    void the_contacts_that_there_were_use_the_budget() {
        Instant other = DUE.minus(Duration.ofDays(6));

        assertThat(run(List.of(issued(1)), List.of(other), LATER))
                .extracting(Would::at)
                .containsExactly(other.plus(Duration.ofDays(7)));
        assertThat(run(List.of(issued(1)), List.of(DUE.minusSeconds(1)), LATER))
                .extracting(Would::verdict)
                .hasOnlyElementsOfType(Verdict.Suppress.class);
        assertThat(run(List.of(issued(1)), List.of(DUE.plusSeconds(1)), LATER))
                .extracting(Would::at)
                .containsExactly(DUE);
    }

    @Test
    void what_was_told_late_would_have_been_contacted_late() {
        Instant told = DUE.plus(Duration.ofHours(2));

        assertThat(run(
                        List.of(new Told(
                                told,
                                Snapshots.trial(CUSTOMER, 1),
                                List.of(Sample.happening("key_issued", "test", ISSUED)))),
                        List.of(),
                        LATER))
                .extracting(Would::at)
                .containsExactly(told);
    }

    private static List<Would> run(List<Told> history, List<Instant> contacts, Instant until) {
        Playbook playbook = Sample.checkIn(Set.of(), new Cooldown.Forever());
        return new Backtest(playbook, ARBITER).run(CUSTOMER, history, contacts, until);
    }

    private static Told issued(long version) {
        return told(version, Snapshots.trial(CUSTOMER, version), "key_issued", ISSUED);
    }

    private static Told told(long version, CustomerSnapshot then, String fact, Instant at) {
        return new Told(at, then, List.of(Sample.happening(fact, "test", at)));
    }

    private static CustomerSnapshot calling() {
        return Snapshots.of(CUSTOMER, 9, Tier.TRIAL, ISSUED, HealthLevel.HEALTHY);
    }
}
