package io.aegis.contracts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the gate says of a proposed action. Only {@link Released} lets it run. */
public sealed interface ActionDecision extends Message {
    ProposedAction action();

    @Override
    default CustomerId customer() {
        return action().customer();
    }

    /**
     * The action may run, once, until it expires.
     *
     * @param action as it was proposed
     * @param edited the arguments that an approver put in place of the proposed ones
     * @param number counts the releases of this action, from 1: what its executor gave back is released under the next
     * @param by the policy, or the approver's user name
     * @param policyVersion the version of the policy whose rule applied
     * @param signature the gate's, over the {@link ReleaseTerms}: a JWS in compact form with its content left out
     */
    @WireType("aegis.action.released.v1")
    record Released(
            ProposedAction action,
            @Nullable ObjectNode edited,
            int number,
            String by,
            String policyVersion,
            String reason,
            Instant expires,
            String signature)
            implements ActionDecision {
        public Released {
            edited = edited == null ? null : edited.deepCopy();
        }

        /** What is to be carried out: the proposal, with the approver's arguments where there are such. */
        public ProposedAction effective() {
            return edited == null ? action : action.with(edited);
        }

        /** The same under another signature. */
        public Released signed(String by) {
            return new Released(action, edited, number, this.by, policyVersion, reason, expires, by);
        }
    }

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
