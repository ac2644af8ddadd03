package io.aegis.messaging;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by the call of an effect that did not leave this process, or was turned away whole, for certain: trying again
 * later is no second time. Not for a call that got no answer.
 */
public final class NotSent extends RuntimeException {
    private final @Nullable Duration pause;

    /**
     * Tried again for a while.
     *
     * @param message what is away, in words for people; it holds no content
     */
    public NotSent(String message) {
        super(message);
        this.pause = null;
    }

    /**
     * Tried again for as long as it takes.
     *
     * @param pause how long the next try waits at least
     */
    public NotSent(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    /** Empty when it is not waited for without end. */
    public Optional<Duration> pause() {
        return Optional.ofNullable(pause);
    }
}
