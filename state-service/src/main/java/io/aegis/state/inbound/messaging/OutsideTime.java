package io.aegis.state.inbound.messaging;

import io.aegis.contracts.Envelope;
import java.time.Clock;
import java.time.Instant;

/** When an outside system says that something happened. */
final class OutsideTime {
    private OutsideTime() {}

    /**
     * Nothing happened in the future: with a clock that runs ahead one failed payment would outlast every later one
     * received.
     */
    static Instant of(Envelope envelope, Clock clock) {
        Instant now = clock.instant();
        return envelope.time().isAfter(now) ? now : envelope.time();
    }
}
