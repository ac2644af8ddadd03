package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.GateSwitched;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One decision, as it is kept for ever. Place and customer are part of it, so a record cannot move.
 *
 * @param verdict a {@link State}, or what else happened to the action
 * @param by the user's name, the policy, or the agent that reports it
 * @param reason of policy; of what a person wrote, the hash (see {@link Words})
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

    /** What people wrote of the customer's actions was forgotten with the customer. */
    public static final String ERASED = "erased";

    private static final Set<String> SAID_BY_PEOPLE =
            Set.of(State.RELEASED.wireName(), State.REJECTED.wireName(), "voted", "delegated", "commented");

    /** Something that happened to an action beside the decisions on it. */
    public record Note(String verdict, String rule, String by, String reason, Instant at) {}

    /**
     * Something that an operator did to the gate itself; it is in the gate's own chain.
     *
     * @param subject what it was done to
     * @param content what it is now; its hash is kept
     */
    public record Operation(String verdict, String subject, String content, String by, String reason, Instant at) {}

    /** True when the reason is in somebody's own words, and no policy's. */
    public boolean saidByPerson() {
        return SAID_BY_PEOPLE.contains(verdict) && !by.equals(Approval.Closing.POLICY);
    }

    /** The same with another reason. */
    public AuditRecord because(String other) {
        return new AuditRecord(
                customer,
                position,
                action,
                type,
                argumentsHash,
                verdict,
                rule,
                policyVersion,
                by,
                other,
                at,
                proposer,
                requester);
    }

    public static AuditRecord erased(CustomerId customer, Instant at, long position) {
        return new AuditRecord(
                customer,
                position,
                new ActionId("customer-erased"),
                "customer",
                Json.hash(Json.object()),
                ERASED,
                "erasure",
                "none",
                "state",
                "What people wrote before is forgotten.",
                at,
                null,
                "state");
    }

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

    public static AuditRecord of(ProposedAction action, Note note, long position) {
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

    public static AuditRecord of(Approval.Ruled decided, long position) {
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
