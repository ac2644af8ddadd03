package io.aegis.messaging;

/**
 * Thrown by the call of an effect that did not leave this process, for certain: trying again later is no second time. Not
 * for a call that got no answer.
 */
public final class NotSent extends RuntimeException {
    /** @param message what is away, in words for people; it holds no content */
    public NotSent(String message) {
        super(message);
    }
}
