package io.aegis.orchestrator.domain;

import io.aegis.contracts.Intent;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;

/** What began a turn. */
public sealed interface Origin {
    /** The customer wrote something. */
    record Message(Understood understood) implements Origin {}

    /**
     * The customer accepted what an earlier turn offered.
     *
     * @param type of the action that was offered
     */
    record OfferAccepted(TurnId of, String offer, String type) implements Origin {}

    /** A person of the team wrote something, while they had the conversation. */
    record Person() implements Origin {}

    /** A user proposed an action of this type without a conversation about it, as by an assistant of his own. */
    record Proposed(String type) implements Origin {}

    /** A playbook sent an agent to look into something. */
    record Sent(String playbook, Intent intent) implements Origin {}

    /** The customer judged an earlier turn; an agent may have something to say to that. */
    record Judged(TurnId about, Thumbs thumbs) implements Origin {}
}
