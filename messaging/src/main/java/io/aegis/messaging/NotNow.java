package io.aegis.messaging;

import java.time.Duration;

/**
 * Thrown by a handler when something it needs is away: the message waits and is tried again, for as long as it takes,
 * without counting as a failed attempt.
 */
public final class NotNow extends RuntimeException {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Duration pause;

    /** @param message what is away; it is logged, so it holds no content */
    public NotNow(String message) {
        this(message, SOON);
    }

    /** @param pause how long the message, and so its customer, rests at least: for who was told when to come again */
    public NotNow(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    public Duration pause() {
        return pause;
    }
}
