package io.aegis.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockoutTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void some_failures_are_free_and_each_further_one_closes_twice_as_long_up_to_a_limit() {
        List<Long> closed = new ArrayList<>();
        Lockout lockout = Lockout.NONE;
        for (int failure = 0; failure < 9; failure++) {
            lockout = lockout.failed(NOW, 3, Duration.ofSeconds(20));
            closed.add(lockout.closed(NOW).toSeconds());
        }

        assertThat(closed).containsExactly(0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 20L);
    }

    @Test
    void the_door_opens_by_itself() {
        Lockout lockout = Lockout.NONE.failed(NOW, 0, Duration.ofMinutes(1));

        assertThat(lockout.closed(NOW)).isEqualTo(Duration.ofSeconds(1));
        assertThat(lockout.closed(NOW.plusSeconds(1))).isEqualTo(Duration.ZERO);
        assertThat(Lockout.NONE.closed(NOW)).isNegative();
    }
}
