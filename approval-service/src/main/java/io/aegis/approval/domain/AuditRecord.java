package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.GateSwitched;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One decision, as it is kept for ever. Place and customer are part of it, so a record cannot move.
 *
 * @param verdict a {@link State}, or what else happened to the action
 * @param by the user's name, the policy, or the agent that reports it
 * @param at when it was decided
 * @param proposer absent for what operators did to the gate itself
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
        @Nullable AgentName proposer,
        String requester) {
    /** A release came to an agent that the gate had not made. */
    public static final String FORGED = "forged_release_refused";

    /** Something that happened to an action beside the decisions on it. */
    public record Note(String verdict, String rule, String by, String reason, Instant at) {}

    /**
     * Something that an operator did to the gate itself; it is in the gate's own chain.
     *
     * @param subject what it was done to
     * @param content what it is now; its hash is kept
     */
    public record Operation(String verdict, String subject, String content, String by, String reason, Instant at) {}

    static AuditRecord of(Operation operation, long position) {
        return new AuditRecord(
                GateSwitched.GATE,
                position,
                new ActionId(operation.subject()),
                "gate",
                Json.hash(operation.content()),
                operation.verdict(),
                "operator",
                "none",
                operation.by(),
                operation.reason(),
                operation.at(),
                null,
                operation.by());
    }

    static AuditRecord of(ProposedAction action, Note note, long position) {
        return new AuditRecord(
                action.customer(),
                position,
                action.id(),
                action.type(),
                action.argumentsHash(),
                note.verdict(),
                note.rule(),
                "none",
                note.by(),
                note.reason(),
                note.at(),
                action.proposer(),
                action.requester());
    }

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
                decided.effective().argumentsHash(),
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
