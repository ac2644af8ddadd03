package io.aegis.state.application;

import io.aegis.contracts.Envelope;

/**
 * Where facts came from: the sender's name and its id of the event, and the correlation of everything that belongs together.
 */
public record Origin(String source, String eventId, String correlation) {
    public static Origin of(Envelope envelope) {
        return new Origin(envelope.source(), envelope.id(), envelope.correlation());
    }
}
