package io.aegis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final List<Duration> told = new ArrayList<>();
    private final Backoff backoff = new Backoff();
    private long now = 0;

    @Test
    void each_end_waits_twice_as_long_up_to_thirty_seconds() {
        for (int end = 0; end < 7; end++) {
            ends();
        }

        assertThat(told).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void a_minute_of_life_starts_over_at_one_second() {
        ends();
        ends();
        now += Duration.ofSeconds(61).toNanos();
        ends();

        assertThat(told).extracting(Duration::toSeconds).containsExactly(1L, 2L, 1L);
    }

    private void ends() {
        assertThat(backoff.due(false, now, told::add)).isFalse();
        now += told.getLast().toNanos() - 1;
        assertThat(backoff.due(false, now, told::add)).isFalse();
        now += 1;
        assertThat(backoff.due(false, now, told::add)).isTrue();
        assertThat(backoff.due(true, now, told::add)).isFalse();
    }
}
