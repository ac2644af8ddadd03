package io.aegis.orchestrator.domain;

import io.aegis.contracts.InterventionId;
import io.aegis.contracts.TurnId;
import java.time.Instant;

/** One thing said in a conversation; texts have keys as placeholders. */
public sealed interface Line {
    /** The conversation's revision that brought it: unique and ascending within the conversation. */
    long revision();

    String text();

    Instant at();

    /** The customer's words, or those of staff who wrote for the customer. */
    record Asked(long revision, TurnId turn, String by, String text, Instant at) implements Line {}

    /** An agent's reply to a turn. A turn may have several: "waiting for approval", and later the result. */
    record Replied(long revision, TurnId turn, String text, Instant at) implements Line {}

    /** Said by a playbook, without being asked. */
    record Intervened(long revision, InterventionId intervention, String text, Instant at) implements Line {}
}
