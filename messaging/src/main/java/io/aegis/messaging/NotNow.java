package io.aegis.messaging;

/**
 * Thrown by a handler when something it needs is away: the message waits and is tried again, for as long as it takes,
 * without counting as a failed attempt.
 */
public final class NotNow extends RuntimeException {
    /** @param message what is away; it is logged, so it holds no content */
    public NotNow(String message) {
        super(message);
    }
}
