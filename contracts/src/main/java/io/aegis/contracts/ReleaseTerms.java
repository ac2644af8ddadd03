package io.aegis.contracts;

import java.time.Instant;

/**
 * What the signature of a release is over. Whoever checks one makes the terms from the release he was given, with hashes
 * that he takes himself: what differs in anything has another signature.
 *
 * @param proposal hash of the whole proposed action
 * @param arguments hash of the arguments it is to run with
 * @param executor the agent that may run it
 */
public record ReleaseTerms(
        ActionId action,
        CustomerId customer,
        String type,
        String proposal,
        String arguments,
        int number,
        String by,
        String policyVersion,
        AgentName executor,
        Instant expires) {
    public static ReleaseTerms of(ActionDecision.Released release, AgentName executor) {
        ProposedAction action = release.action();
        return new ReleaseTerms(
                action.id(),
                action.customer(),
                action.type(),
                Json.hash(Json.tree(action)),
                Json.hash(release.effective().arguments()),
                release.number(),
                release.by(),
                release.policyVersion(),
                executor,
                release.expires());
    }

    /** The bytes that are signed: equal terms have equal bytes. */
    public byte[] bytes() {
        return Json.bytes(this);
    }
}
