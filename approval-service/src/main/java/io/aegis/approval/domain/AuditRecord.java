package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import java.time.Instant;

/**
 * One decision, as it is kept for ever. Place and customer are part of it, so a record cannot move.
 *
 * @param verdict a {@link State}
 * @param by the approver's user name, or the policy
 * @param at when it was decided
 */
public record AuditRecord(
        CustomerId customer,
        long position,
        ActionId action,
        String type,
        String argumentsHash,
        String verdict,
        String rule,
        String policyVersion,
        String by,
        String reason,
        Instant at,
        AgentName proposer,
        String requester) {
    static AuditRecord of(Approval.Ruled decided, long position) {
        Approval.Closing closing =
                switch (decided) {
                    case Approval.Held held ->
                        Approval.Closing.byPolicy(
                                held.proposed().at(), held.ruling().reason());
                    case Approval.Closed closed -> closed.closing();
                };
        return new AuditRecord(
                decided.action().customer(),
                position,
                decided.action().id(),
                decided.action().type(),
                decided.action().argumentsHash(),
                decided.state().wireName(),
                decided.ruling().rule(),
                decided.ruling().policyVersion(),
                closing.by(),
                closing.reason(),
                closing.at(),
                decided.action().proposer(),
                decided.action().requester());
    }
}
