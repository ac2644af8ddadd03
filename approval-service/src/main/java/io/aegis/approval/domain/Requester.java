package io.aegis.approval.domain;

import io.aegis.contracts.ProposedAction;

/** Who asks for an action, as far as a policy cares. */
enum Requester {
    /** A playbook, for exactly this: what an agent comes upon while it looks into something for a playbook is not meant. */
    PLAYBOOK,
    /** Somebody whose message or click led to it, or an agent by itself. */
    PERSON;

    static Requester of(ProposedAction action) {
        return action.askedByPlaybook() ? PLAYBOOK : PERSON;
    }
}
