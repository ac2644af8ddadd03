package io.aegis.approval.inbound.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.Ruling;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action at the gate, as people see it.
 *
 * @param state held, released, denied, rejected or expired
 * @param reason why policy ruled so
 * @param proposal why the agent proposes it
 * @param deadline of what is or was held
 * @param decidedBy a user name, or "policy"; absent while it is held, like the two after it
 */
record ApprovalView(
        ActionId id,
        CustomerId customer,
        String type,
        String title,
        ObjectNode arguments,
        String state,
        String reason,
        String rule,
        String policyVersion,
        String requestedBy,
        AgentName proposer,
        String proposal,
        Instant proposedAt,
        @Nullable Instant deadline,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String decisionReason) {
    static ApprovalView of(Approval.Ruled approval, Policy policy) {
        ProposedAction action = approval.action();
        Ruling ruling = approval.ruling();
        Approval.Closing closing = approval instanceof Approval.Closed closed ? closed.closing() : null;
        return new ApprovalView(
                action.id(),
                action.customer(),
                action.type(),
                policy.describe(action),
                action.arguments(),
                approval.state().wireName(),
                ruling.reason(),
                ruling.rule(),
                ruling.policyVersion(),
                action.requester(),
                action.proposer(),
                action.reason(),
                approval.proposed().at(),
                ruling instanceof Ruling.Hold hold ? hold.deadline() : null,
                closing == null ? null : closing.by(),
                closing == null ? null : closing.at(),
                closing == null ? null : closing.reason());
    }
}
