package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.LoggedIn;
import io.aegis.contracts.UsageEvent;
import io.aegis.contracts.UsageRecorded;
import io.aegis.state.domain.UsageTally.Day;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTallyTest {
    private static final CustomerId ACME = new CustomerId("acme");
    private static final Instant NOW = Instant.parse("2026-05-04T12:25:00Z");
    private static final Day TODAY = new Day(ACME, LocalDate.parse("2026-05-04"));

    @Test
    void many_events_are_one_entry_a_bucket_and_a_day() {
        UsageTally tally = UsageTally.of(List.of(
                call("/v1/plans", 200, 3, NOW),
                call("/v1/plans?token=x", 200, 4, NOW.minusSeconds(60)),
                call("/v1/plans", 500, 2, NOW),
                new LoggedIn(ACME, 5, NOW),
                call("/v1/plans", 200, 1, NOW.minus(Duration.ofDays(1)))));

        assertThat(tally.calls())
                .containsOnly(
                        Map.entry(bucket("/v1/plans", 200, "2026-05-04T12:00:00Z"), 7L),
                        Map.entry(bucket("/v1/plans", 500, "2026-05-04T12:00:00Z"), 2L),
                        Map.entry(bucket("/v1/plans", 200, "2026-05-03T12:00:00Z"), 1L));
        assertThat(tally.days())
                .containsOnly(
                        Map.entry(TODAY, new UsageTally.Count(9, 2, 5)),
                        Map.entry(new Day(ACME, LocalDate.parse("2026-05-03")), new UsageTally.Count(1, 0, 0)));
        assertThat(tally.firstCalls())
                .containsOnly(Map.entry(
                        ACME, new UsageTally.FirstCall(NOW.minus(Duration.ofDays(1)), Environment.PRODUCTION)));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v2/subscriptions, /api/v2/subscriptions",
        "/v1/customers/4711/cards/9?x=1, /v1/customers/{id}/cards/{id}",
        "/v1/c/0a1b2c3d-1111-2222-3333-444455556666, /v1/c/{id}",
        "/v1/c/deadbeef01, /v1/c/{id}",
        "/v1/c/cus_AbCdEfGhIjKlMnOpQrStUv1, /v1/c/{id}",
        "/v1/face/decade, /v1/face/decade",
        "/, /",
        "plans, plans",
    })
    void ids_in_a_path_are_one_endpoint(String endpoint, String kept) {
        assertThat(UsageBucket.of((UsageRecorded) call(endpoint, 200, 1, NOW), new HashMap<>())
                        .endpoint())
                .isEqualTo(kept);
    }

    @Test
    void an_endpoint_is_printable_and_200_characters_at_most() {
        String endpoint = UsageBucket.of(
                        (UsageRecorded) call("/a\u0000b/\ud800" + "x/".repeat(300), 200, 1, NOW), new HashMap<>())
                .endpoint();

        assertThat(endpoint).startsWith("/ab/x/x").hasSize(200);
    }

    @Test
    void a_day_that_is_full_counts_on_under_other_and_loses_nothing() {
        List<UsageEvent> events = IntStream.range(0, 3000)
                .mapToObj(number -> call("/words/" + letters(number), 200, 1, NOW))
                .toList();
        UsageTally tally = UsageTally.of(events);
        UsageBucket known = bucket("/words/" + letters(2999), 200, "2026-05-04T12:00:00Z");

        assertThat(tally.crowded(Map.of(TODAY, 0))).containsExactly(TODAY);
        UsageTally kept = tally.within(Set.of(TODAY), Set.of(known));

        assertThat(kept.calls()).hasSize(UsageTally.MOST_BUCKETS_A_DAY + 1).containsEntry(known, 1L);
        assertThat(kept.calls().get(known.other())).isEqualTo(3000L - UsageTally.MOST_BUCKETS_A_DAY);
        assertThat(Collections.max(kept.calls().values())).isEqualTo(1000L);
    }

    @Test
    void a_day_with_room_is_left_alone() {
        UsageTally tally = UsageTally.of(List.of(call("/v1/plans", 200, 3, NOW)));

        assertThat(tally.crowded(Map.of(TODAY, UsageTally.MOST_BUCKETS_A_DAY - 1)))
                .isEmpty();
        assertThat(tally.crowded(Map.of(TODAY, UsageTally.MOST_BUCKETS_A_DAY))).containsExactly(TODAY);
    }

    @Test
    void a_time_that_cannot_be_meant_is_refused() {
        UsageTally.check(call("/", 200, 1, NOW.plus(Duration.ofMinutes(59))), NOW);
        UsageTally.check(call("/", 200, 1, NOW.minus(Duration.ofDays(399))), NOW);
        for (Duration off : List.of(Duration.ofMinutes(61), Duration.ofDays(-401))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> UsageTally.check(call("/", 200, 1, NOW.plus(off)), NOW));
        }
    }

    private static String letters(int number) {
        return Integer.toString(number)
                .chars()
                .collect(StringBuilder::new, (text, c) -> text.append((char) (c - '0' + 'g')), StringBuilder::append)
                .toString();
    }

    private static UsageEvent call(String endpoint, int status, int calls, Instant at) {
        return new UsageRecorded(ACME, Environment.PRODUCTION, endpoint, status, calls, "sk_live_ab12", at);
    }

    private static UsageBucket bucket(String endpoint, int status, String hour) {
        return new UsageBucket(ACME, Instant.parse(hour), Environment.PRODUCTION, endpoint, status, "ab12");
    }
}
