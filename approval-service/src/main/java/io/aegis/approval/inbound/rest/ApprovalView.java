package io.aegis.approval.inbound.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.domain.Approval;
import io.aegis.approval.domain.Basis;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.Ruling;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An action at the gate, as people see it.
 *
 * @param title of what would be carried out, with an approver's arguments where there are such
 * @param arguments likewise; {@code proposed} are the original ones when these were edited
 * @param state held, released, denied, rejected or expired
 * @param reason why policy ruled so
 * @param proposal why the agent proposes it
 * @param deadline of what is or was held, like {@code approvers}
 * @param approvedBy whose word is there already while it needs more
 * @param delegate who was named to decide it
 * @param changes what was different when somebody approved it last, so that it is held still
 * @param version for If-Match, while it is held
 * @param decidedBy a user name, or "policy"; absent while it is held, like the two after it
 */
record ApprovalView(
        ActionId id,
        CustomerId customer,
        String type,
        String title,
        ObjectNode arguments,
        @Nullable ObjectNode proposed,
        String state,
        String reason,
        String rule,
        String policyVersion,
        String requestedBy,
        AgentName proposer,
        String proposal,
        Instant proposedAt,
        @Nullable Instant deadline,
        @Nullable Needed approvers,
        List<String> approvedBy,
        @Nullable String delegate,
        List<Basis.Difference> changes,
        @Nullable String version,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String decisionReason) {
    /**
     * @param roles any of which may approve
     * @param count how many different people must
     */
    record Needed(List<String> roles, int count) {}

    static ApprovalView of(Approval.Ruled approval, Policy policy) {
        ProposedAction action = approval.effective();
        ObjectNode original = approval.action().arguments();
        Ruling ruling = approval.ruling();
        Ruling.Hold hold = ruling instanceof Ruling.Hold holds ? holds : null;
        Approval.Closing closing = approval instanceof Approval.Closed closed ? closed.closing() : null;
        Approval.Human human = approval instanceof Approval.Held one ? one.human() : null;
        return new ApprovalView(
                action.id(),
                action.customer(),
                action.type(),
                policy.describe(action),
                action.arguments(),
                original.equals(action.arguments()) ? null : original,
                approval.state().wireName(),
                ruling.reason(),
                ruling.rule(),
                ruling.policyVersion(),
                action.requester(),
                action.proposer(),
                action.reason(),
                approval.proposed().at(),
                hold == null ? null : hold.deadline(),
                hold == null
                        ? null
                        : new Needed(
                                hold.approvers().roles().stream().sorted().toList(),
                                hold.approvers().count()),
                human == null
                        ? List.of()
                        : human.votes().stream().map(Approval.Vote::by).toList(),
                human == null ? null : human.delegate(),
                human == null ? List.of() : human.changes(),
                approval instanceof Approval.Held held ? held.version() : null,
                closing == null ? null : closing.by(),
                closing == null ? null : closing.at(),
                closing == null ? null : closing.reason());
    }
}
