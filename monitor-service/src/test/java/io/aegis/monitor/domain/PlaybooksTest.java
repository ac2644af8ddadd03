package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Tier;
import io.aegis.monitor.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaybooksTest {
    private static final CustomerId CUSTOMER = new CustomerId("c");
    private static final Instant ISSUED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant DUE = ISSUED.plus(Duration.ofHours(24));
    private static final Traits TRIAL = Traits.of(Snapshots.trial(CUSTOMER, 1));

    private final Playbooks playbooks =
            new Playbooks(List.of(new Edition(checkIn(new Cooldown.Lasting(Duration.ofDays(7))), 1, true)));

    @Test
    void a_fact_that_fits_is_awaited_from_its_own_time_on() {
        Happening issued = issued("test");

        List<Step> steps = decide(List.of(), List.of(issued));

        assertThat(steps).singleElement().isInstanceOfSatisfying(Step.Await.class, await -> {
            assertThat(await.occasion().due()).isEqualTo(DUE);
            assertThat(await.occasion().playbook()).isEqualTo("check-in");
            assertThat(await.occasion().happening()).isEqualTo(issued);
        });
    }

    @ParameterizedTest
    @CsvSource({"key_issued, production", "sandbox_provisioned, test"})
    void another_fact_is_not(String fact, String environment) {
        assertThat(decide(List.of(), List.of(happening(fact, environment, ISSUED))))
                .isEmpty();
    }

    @Test
    void a_fact_that_does_not_say_the_time_that_counts_is_none_to_wait_for() {
        Trigger renewal =
                new Trigger("key_issued", Map.of(), "renewsAt", Duration.ofDays(-14), Duration.ofDays(10), Set.of());
        Happening without = issued("test");
        Happening with = new Happening(
                "key_issued", new Traits(Map.of("at", ISSUED.toString(), "renewsAt", "2026-04-01T10:00:00Z")));

        assertThat(renewal.isPulledBy(without)).isFalse();
        assertThat(renewal.isPulledBy(with)).isTrue();
        assertThat(renewal.dueAfter(with)).isEqualTo(Instant.parse("2026-03-18T10:00:00Z"));
    }

    @Test
    void the_same_happening_of_the_same_customer_is_the_same_occasion() {
        assertThat(occasion().id()).isEqualTo(occasion().id());
        assertThat(of(new CustomerId("d"), issued("test")).id())
                .isNotEqualTo(occasion().id());
        assertThat(of(CUSTOMER, issued("production")).id())
                .isNotEqualTo(occasion().id());
    }

    @Test
    void a_fact_that_ends_the_wait_ends_it() {
        Happening call = happening("first_api_call_made", "test", ISSUED.plusSeconds(60));

        assertThat(decide(List.of(occasion()), List.of(call)))
                .containsExactly(new Step.Forget(occasion(), "first_api_call_made at 2026-03-01T10:01:00Z came first"));
    }

    @Test
    void a_wait_can_begin_and_end_in_one_message() {
        Happening call = happening("first_api_call_made", "test", ISSUED);

        assertThat(decide(List.of(), List.of(issued("test"), call)))
                .hasExactlyElementsOfTypes(Step.Await.class, Step.Forget.class);
    }

    @Test
    void a_fact_from_before_the_wait_does_not_end_it() {
        Happening earlier = happening("first_api_call_made", "test", ISSUED.minusSeconds(1));

        assertThat(decide(List.of(occasion()), List.of(earlier))).isEmpty();
    }

    @Test
    void only_the_version_in_force_begins_anything() {
        Playbook checkIn = checkIn(new Cooldown.Forever());
        Playbooks two = new Playbooks(List.of(new Edition(checkIn, 1, false), new Edition(checkIn, 2, true)));

        assertThat(two.decide(CUSTOMER, List.of(), TRIAL, List.of(issued("test"))))
                .extracting(step -> step.occasion().version())
                .containsExactly(2);
    }

    @Test
    void what_began_under_a_version_is_ended_by_it() {
        Playbooks two = new Playbooks(List.of(
                new Edition(checkIn(new Cooldown.Forever()), 1, false), new Edition(withUnless(Set.of()), 2, true)));
        Happening call = happening("first_api_call_made", "test", ISSUED.plusSeconds(60));
        Occasion second = new Occasion(new InterventionId("iv-2"), CUSTOMER, "check-in", 2, issued("test"), DUE);

        assertThat(two.decide(CUSTOMER, List.of(occasion(), second), TRIAL, List.of(call)))
                .extracting(Step::occasion)
                .containsExactly(occasion());
    }

    @Test
    void a_disabled_playbook_begins_nothing() {
        Playbooks disabled = new Playbooks(List.of(new Edition(checkIn(new Cooldown.Forever()), 1, false)));

        assertThat(disabled.decide(CUSTOMER, List.of(), TRIAL, List.of(issued("test"))))
                .isEmpty();
        assertThat(disabled.enabled("check-in")).isFalse();
    }

    @Test
    void who_is_outside_the_segment_is_not_waited_for() {
        Traits paying = Traits.of(Snapshots.of(CUSTOMER, 2, Tier.PRO, null, HealthLevel.NEW));

        assertThat(playbooks.decide(CUSTOMER, List.of(), paying, List.of(issued("test"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "key_issued, true, true",
        "key_issued, false, false",
        "subscription_cancelled, false, true",
        "first_api_call_made, false, true",
        "sandbox_provisioned, true, false"
    })
    void facts_are_heeded_that_begin_a_wait_end_one_or_are_a_goal(String fact, boolean inForce, boolean heeded) {
        Playbooks one = new Playbooks(List.of(new Edition(withUnless(Set.of("subscription_cancelled")), 1, inForce)));

        assertThat(one.heed(List.of(happening("mail_sent", "test", ISSUED), happening(fact, "test", ISSUED))))
                .isEqualTo(heeded);
    }

    private List<Step> decide(List<Occasion> waiting, List<Happening> happenings) {
        return playbooks.decide(CUSTOMER, waiting, TRIAL, happenings);
    }

    private static Playbook checkIn(Cooldown cooldown) {
        return Sample.checkIn(Set.of("first_api_call_made"), cooldown);
    }

    private static Playbook withUnless(Set<String> unless) {
        return Sample.checkIn(unless, new Cooldown.Forever());
    }

    private static Occasion occasion() {
        return of(CUSTOMER, issued("test"));
    }

    private static Occasion of(CustomerId customer, Happening happening) {
        return Occasion.of(customer, new Edition(checkIn(new Cooldown.Forever()), 1, true), happening);
    }

    private static Happening issued(String environment) {
        return Sample.happening("key_issued", environment, ISSUED);
    }

    private static Happening happening(String fact, String environment, Instant at) {
        return Sample.happening(fact, environment, at);
    }
}
