package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.Environment;
import io.aegis.contracts.UsageTrend;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {
    private static final Instant NOW = Instant.parse("2026-03-02T09:30:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

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

    private Trend trend(long calls, long errors) {
        Traffic traffic = new Traffic(List.of(
                new Traffic.Count(Environment.PRODUCTION, 200, calls - errors),
                new Traffic.Count(Environment.PRODUCTION, 500, errors)));
        return Trend.of(new Activity(traffic, days), NOW);
    }

    /** The same on each day between so many days ago. */
    private void every(int last, int first, long calls, long errors, long logins) {
        for (int ago = last; ago <= first; ago++) {
            days.put(TODAY.minusDays(ago), new UsageTally.Count(calls, errors, logins));
        }
    }
}
