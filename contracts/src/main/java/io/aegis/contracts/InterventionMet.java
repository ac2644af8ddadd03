package io.aegis.contracts;

import java.time.Instant;

/** What the customer did with an intervention, as the front door saw it. */
public sealed interface InterventionMet extends Message {
    InterventionId intervention();

    Instant at();

    /** It was shown to the customer. */
    @WireType("aegis.intervention.seen.v1")
    record Seen(InterventionId intervention, CustomerId customer, Instant at) implements InterventionMet {}

    /** The customer wrote after having seen it, or accepted what was offered. */
    @WireType("aegis.intervention.answered.v1")
    record Answered(InterventionId intervention, CustomerId customer, Instant at) implements InterventionMet {}
}
