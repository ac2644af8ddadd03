package io.aegis.messaging;

import io.aegis.contracts.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * Why something happens, so that an effect can be followed back to its first event.
 *
 * @param correlation the same for everything that follows from one first cause
 * @param causation the message that directly led here; absent for a first cause
 */
public record Cause(String correlation, @Nullable String causation) {
    /** Something new from outside: a request, a schedule. */
    public static Cause first(String correlation) {
        return new Cause(correlation, null);
    }

    public static Cause of(Envelope envelope) {
        return new Cause(envelope.correlation(), envelope.source() + "/" + envelope.id());
    }
}
