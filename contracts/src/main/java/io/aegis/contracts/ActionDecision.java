package io.aegis.contracts;

import java.time.Instant;

/** What the gate says of a proposed action. Only {@link Released} lets it run. */
public sealed interface ActionDecision extends Message {
    ProposedAction action();

    @Override
    default CustomerId customer() {
        return action().customer();
    }

    /**
     * The action may run, once, with exactly these arguments, until it expires.
     *
     * @param by the policy, or the approver's user name
     * @param policyVersion the version of the catalogue whose rule applied
     */
    @WireType("aegis.action.released.v1")
    record Released(ProposedAction action, String by, String policyVersion, String reason, Instant expires)
            implements ActionDecision {}

    /** A human must decide; another decision follows, at the latest at the deadline. */
    @WireType("aegis.action.held.v1")
    record Held(ProposedAction action, String policyVersion, String reason, Instant deadline)
            implements ActionDecision {}

    /** Policy forbids it. Final. */
    @WireType("aegis.action.denied.v1")
    record Denied(ProposedAction action, String policyVersion, String reason) implements ActionDecision {}

    /** A human said no. Final. */
    @WireType("aegis.action.rejected.v1")
    record Rejected(ProposedAction action, String by, String reason) implements ActionDecision {}

    /** Nobody decided in time. Final. */
    @WireType("aegis.action.expired.v1")
    record Expired(ProposedAction action, Instant deadline) implements ActionDecision {}
}
