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

    /** A person of the team, while they had the conversation. */
    record Person(long revision, TurnId turn, String by, String role, String text, Instant at) implements Line {}

    /** From here on a person has the conversation, and agents are silent. */
    record TakenOver(long revision, String by, String role, Handoff.Reason reason, Instant at) implements Line {
        @Override
        public String text() {
            return reason.wireName();
        }
    }

    /** @param text what the person leaves to the agent: not for the customer */
    record GivenBack(long revision, String by, String role, String text, Instant at) implements Line {}

    /** What Aegis wanted to say while a person had the conversation. The customer gets it when it is given back. */
    record KeptBack(Line said) implements Line {
        @Override
        public long revision() {
            return said.revision();
        }

        @Override
        public String text() {
            return said.text();
        }

        @Override
        public Instant at() {
            return said.at();
        }
    }

    /** Said by a playbook, without being asked. */
    record Intervened(long revision, InterventionId intervention, String text, Instant at) implements Line {}
}
