package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.UsageTrend;
import io.aegis.state.outbound.rules.HealthRules;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:30:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final int SPREAD = 3_600;

    private final TreeMap<LocalDate, UsageTally.Count> days = new TreeMap<>();

    @Test
    void nothing_is_steady() {
        assertThat(Trend.of(Activity.NONE, NOW)).isEqualTo(new Trend(UsageTrend.STEADY, 1));
    }

    /** 100 calls a day with two errors; the last 24 hours are what changes. */
    @ParameterizedTest
    @CsvSource({
        "100, 2, STEADY, 1",
        "100, 6, STEADY, 1",
        "100, 7, ERRORS_RISING, 3.5",
        "99, 50, STEADY, 1",
        "499, 9, STEADY, 1",
        "500, 9, SPIKING, 5.0",
        "500, 40, ERRORS_RISING, 4.0"
    })
    void the_last_day_is_held_against_the_weeks_before(long calls, long errors, UsageTrend kind, double ratio) {
        every(2, 30, 100, 2, 0);

        assertThat(trend(calls, errors)).isEqualTo(new Trend(kind, ratio));
    }

    @Test
    void a_day_is_no_spike_against_hardly_any() {
        every(2, 7, 10, 0, 0);

        assertThat(trend(5_000, 0).kind()).isEqualTo(UsageTrend.STEADY);
    }

    @ParameterizedTest
    @CsvSource({"150, 151, GROWING, 1.5", "151, 150, STEADY, 1", "140, 141, STEADY, 1", "90, 300, STEADY, 1"})
    void growth_is_sustained_for_two_weeks(long weekBefore, long lastWeek, UsageTrend kind, double ratio) {
        every(15, 28, 100, 0, 0);
        every(8, 14, weekBefore, 0, 0);
        every(1, 7, lastWeek, 0, 0);

        assertThat(trend(150, 0)).isEqualTo(new Trend(kind, ratio));
    }

    @ParameterizedTest
    @CsvSource({"15, 18, LOGINS_STOPPED", "14, 18, STEADY", "15, 17, STEADY", "50, 60, STEADY"})
    void who_used_to_log_in_and_does_not(int last, int first, UsageTrend kind) {
        every(last, first, 0, 0, 3);

        assertThat(trend(0, 0).kind()).isEqualTo(kind);
    }

    /** The silence begins on the fifteenth day, and is forgotten when the fourth last login is six weeks old. */
    @ParameterizedTest
    @CsvSource({
        "3, 6, STEADY, 2026-03-14T01:00:00Z",
        "3, 5, STEADY, ",
        "14, 18, STEADY, 2026-03-03T01:00:00Z",
        "15, 18, LOGINS_STOPPED, 2026-03-27T01:00:00Z"
    })
    void logins_are_looked_for_on_the_day_on_which_they_are_missed(int last, int first, UsageTrend now, Instant due) {
        every(last, first, 0, 0, 3);

        assertThat(trend(0, 0).kind()).isEqualTo(now);
        assertThat(review(0)).isEqualTo(Optional.ofNullable(due));
    }

    @Test
    void growth_is_seen_when_the_day_is_over_and_ends_when_the_calls_do() {
        every(15, 28, 100, 0, 0);
        every(1, 14, 150, 0, 0);
        every(0, 0, 300, 0, 0);
        assertThat(trend(0, 0).kind()).isEqualTo(UsageTrend.STEADY);
        assertThat(review(0)).contains(Instant.parse("2026-03-03T01:00:00Z"));
        assertThat(Trend.of(new Activity(Traffic.NONE, days), NOW.plus(Duration.ofDays(1)))
                        .kind())
                .isEqualTo(UsageTrend.GROWING);

        every(0, 0, 0, 0, 0);
        every(1, 7, 151, 0, 0);
        assertThat(trend(0, 0).kind()).isEqualTo(UsageTrend.GROWING);
        assertThat(review(0)).contains(Instant.parse("2026-03-03T01:00:00Z"));
    }

    @Test
    void a_spike_is_looked_at_each_hour_until_it_is_over() {
        every(2, 30, 100, 2, 0);

        assertThat(review(500)).contains(Instant.parse("2026-03-02T10:00:00Z"));
        assertThat(review(499)).isEmpty();
    }

    /** Customers of all sorts, on each of the next seventy days. */
    @Test
    void no_day_on_which_it_turns_by_itself_is_missed() {
        int turning = 0;
        for (int seed = 0; seed < 300; seed++) {
            days.clear();
            SplittableRandom chance = new SplittableRandom(seed);
            int calling = chance.nextInt(100);
            int looking = chance.nextInt(40);
            for (int ago = 0; ago < Activity.DAYS; ago++) {
                if (chance.nextInt(100) < 70) {
                    long calls = chance.nextInt(100) < calling ? chance.nextInt(1, 400 / (1 + ago / 8)) : 0;
                    days.put(
                            TODAY.minusDays(ago),
                            new UsageTally.Count(calls, 0, chance.nextInt(100) < looking ? 1 : 0));
                }
            }
            Activity activity = new Activity(Traffic.NONE, days);
            UsageTrend now = Trend.of(activity, NOW).kind();
            Optional<Instant> turns = IntStream.rangeClosed(1, 70)
                    .mapToObj(day ->
                            TODAY.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant())
                    .filter(midnight -> Trend.of(activity, midnight).kind() != now)
                    .map(midnight -> midnight.plus(AN_HOUR))
                    .findFirst();

            assertThat(Trend.nextReview(activity, NOW, SPREAD))
                    .as("seed %d", seed)
                    .isEqualTo(turns);
            turning += turns.isPresent() ? 1 : 0;
        }
        assertThat(turning).isBetween(60, 290);
    }

    /** A week of a spike hides a week of silence from the measures of health. */
    @Test
    void what_health_does_not_look_at_is_looked_at() {
        HealthPolicy health = HealthRules.packaged();
        every(2, 40, 100, 0, 0);
        every(1, 1, 3_000, 0, 0);
        Activity spiking = new Activity(traffic(3_000, 0), days);
        Customer customer = Customer.unknown(new CustomerId("c"))
                .learn(List.of(), spiking, health, NOW)
                .customer();

        assertThat(health.nextReview(customer.signs(), spiking, NOW, customer.health(), 0))
                .hasValueSatisfying(due -> assertThat(due).isAfter(NOW.plus(Duration.ofDays(4))));
        assertThat(customer.nextReview(spiking, health, NOW)).contains(Instant.parse("2026-03-02T10:01:39Z"));

        days.clear();
        every(15, 28, 100, 0, 0);
        every(8, 14, 150, 0, 0);
        every(1, 7, 400, 0, 0);
        Activity growing = new Activity(Traffic.NONE, days);
        Customer grown = Customer.unknown(new CustomerId("c"))
                .learn(List.of(), growing, health, NOW)
                .customer();

        assertThat(health.nextReview(grown.signs(), growing, NOW, grown.health(), 0))
                .hasValueSatisfying(due -> assertThat(due).isAfter(NOW.plus(Duration.ofDays(4))));
        assertThat(grown.nextReview(growing, health, NOW))
                .hasValueSatisfying(due -> assertThat(due).isBefore(NOW.plus(Duration.ofDays(4))));
    }

    private Optional<Instant> review(long calls) {
        return Trend.nextReview(new Activity(traffic(calls, 0), days), NOW, SPREAD);
    }

    private Trend trend(long calls, long errors) {
        return Trend.of(new Activity(traffic(calls, errors), days), NOW);
    }

    private static Traffic traffic(long calls, long errors) {
        return new Traffic(List.of(
                new Traffic.Count(Environment.PRODUCTION, 200, calls - errors),
                new Traffic.Count(Environment.PRODUCTION, 500, errors)));
    }

    /** The same on each day between so many days ago. */
    private void every(int last, int first, long calls, long errors, long logins) {
        for (int ago = last; ago <= first; ago++) {
            days.put(TODAY.minusDays(ago), new UsageTally.Count(calls, errors, logins));
        }
    }
}
