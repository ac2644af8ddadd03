package io.aegis.orchestrator.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * What failed logins lead to. The first ones are free; from then on each failure closes the door, twice as long as the one
 * before.
 *
 * @param failures since the last success
 * @param until when the door opens again
 */
public record Lockout(int failures, Instant until) {
    public static final Lockout NONE = new Lockout(0, Instant.EPOCH);

    private static final int DOUBLINGS = 20;

    /**
     * After one more failure.
     *
     * @param free failures that close nothing
     * @param longest that the door stays closed
     */
    public Lockout failed(Instant now, int free, Duration longest) {
        int beyond = failures + 1 - free;
        if (beyond <= 0) {
            return new Lockout(failures + 1, now);
        }
        Duration closed = Duration.ofSeconds(1L << Math.min(beyond - 1, DOUBLINGS));
        return new Lockout(failures + 1, now.plus(closed.compareTo(longest) < 0 ? closed : longest));
    }

    /** How long the door is still closed; not positive when it is open. */
    public Duration closed(Instant now) {
        return Duration.between(now, until);
    }
}
