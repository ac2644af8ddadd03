package io.aegis.approval.application;

import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Circumstances;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.Ruling;
import io.aegis.approval.domain.Sum;
import io.aegis.contracts.ProposedAction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/**
 * What the policy says of an action here and now: with what state told of the customer last, and what was released before.
 * All of it is read in the decision's own transaction, under the customer's lock, so of two decisions the second counts the
 * first.
 */
@ApplicationScoped
public class Rulings {
    private final Policies policies;
    private final Ledger ledger;
    private final ApprovalRepository approvals;

    Rulings(Policies policies, Ledger ledger, ApprovalRepository approvals) {
        this.policies = policies;
        this.ledger = ledger;
        this.approvals = approvals;
    }

    /**
     * @param basis what was known of the customer
     * @param stopped whether somebody has stopped it
     * @param shadow what the version that is only compared would have said
     */
    record Said(Policy policy, Ruling ruling, Basis basis, boolean stopped, Optional<Ruling> shadow) {
        /** What was stopped is held where it would have been released. */
        Ruling effective(Instant at) {
            return stopped && ruling instanceof Ruling.Release ? hold(at) : ruling;
        }

        /** Under which what was released before waits again: for those who had to release it, where it was people. */
        Ruling.Hold stoppedHold(Approval.Ruled released, Instant at) {
            Ruling.Hold hold = hold(at);
            return released.ruling() instanceof Ruling.Hold before ? hold.by(before.approvers()) : hold;
        }

        private Ruling.Hold hold(Instant at) {
            return policy.hold("stopped", "It is stopped at the moment; a human decides when it goes on.", at);
        }
    }

    Said on(ProposedAction action, Instant at) {
        Policies.InForce inForce = policies.inForce();
        Policy policy = inForce.policy();
        Basis basis = ledger.known(action.customer()).or(action);
        Circumstances circumstances = new Circumstances(
                at, basis, (sum, zone) -> released(action, sum, sum.period().since(at, zone)));
        boolean stopped = policy.type(action)
                .map(type -> inForce.stopped().holds(action, type.agent()))
                .orElse(false);
        return new Said(
                policy,
                policy.rule(action, circumstances),
                basis,
                stopped,
                inForce.shadow().map(shadow -> shadow.rule(action, circumstances)));
    }

    /** With what this transaction has released and not yet written. */
    private long released(ProposedAction action, Sum sum, Instant since) {
        ledger.write();
        return approvals.released(action, sum, since);
    }

    /** The policy that is in force. */
    public Policy policy() {
        return policies.inForce().policy();
    }
}
