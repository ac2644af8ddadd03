package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.GateSwitched;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One decision, as it is kept for ever. Place and customer are part of it, so a record cannot move. Arguments are in it by
 * their hash: they are kept with the action, and can be forgotten with a customer while this stays.
 *
 * @param verdict a {@link State}, or what else happened to the action
 * @param by the user's name, the policy, or the agent that reports it
 * @param reason of policy; of what a person wrote, the hash (see {@link Words})
 * @param at when it was decided
 * @param proposer absent for what operators did to the gate itself
 * @param sources what was decided on; absent for what is no decision
 * @param evidence hash of what the agent told, for an outcome
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
        String requester,
        @Nullable Sources sources,
        @Nullable String evidence) {
    /** A release came to an agent that the gate had not made. */
    public static final String FORGED = "forged_release_refused";

    /** Said of an action, and changing nothing about it. */
    public static final String COMMENTED = "commented";

    /** An agent told how an action ended. */
    public static final String DONE = "done";

    public static final String FAILED = "failed";

    /**
     * Where to find what a decision was made on.
     *
     * @param correlation the same for all that followed from one first message or event
     * @param stateVersion of the customer at state-service; absent when that had not told anything
     * @param grounds as the agent gave them; absent when it did not
     */
    public record Sources(
            TurnId turn,
            RunId run,
            ConversationId conversation,
            String correlation,
            @Nullable Long stateVersion,
            @Nullable Grounds grounds) {
        static Sources of(Approval.Proposed proposed) {
            ProposedAction action = proposed.action();
            return new Sources(
                    action.turn(),
                    action.run(),
                    action.conversation(),
                    proposed.correlation(),
                    proposed.basis().version(),
                    action.grounds());
        }
    }

    /** What people wrote of the customer's actions was forgotten with the customer. */
    public static final String ERASED = "erased";

    private static final Set<String> SAID_BY_PEOPLE =
            Set.of(State.RELEASED.wireName(), State.REJECTED.wireName(), "voted", "delegated", COMMENTED);

    /** Something that happened to an action beside the decisions on it. */
    public record Note(
            String verdict,
            String rule,
            String by,
            String reason,
            Instant at,
            @Nullable String evidence) {
        public Note(String verdict, String rule, String by, String reason, Instant at) {
            this(verdict, rule, by, reason, at, null);
        }

        /** The words of an outcome may name people, so they are kept with the action; here is their hash. */
        public static Note of(ActionOutcome outcome, AgentName executor, Instant at) {
            return switch (outcome) {
                case ActionOutcome.Succeeded succeeded ->
                    new Note(
                            DONE,
                            "outcome",
                            executor.wireName(),
                            "It was carried out.",
                            at,
                            Json.hash(succeeded.summary()));
                case ActionOutcome.Failed failed ->
                    new Note(
                            FAILED, "outcome", executor.wireName(), "It was not done.", at, Json.hash(failed.reason()));
            };
        }
    }

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
                requester,
                sources,
                evidence);
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
                "state",
                null,
                null);
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
                operation.by(),
                null,
                null);
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
                action.requester(),
                null,
                note.evidence());
    }

    /** @param at when it was decided; that something is held again is later than its proposal */
    public static AuditRecord of(Approval.Ruled decided, Instant at, long position) {
        Approval.Closing closing =
                switch (decided) {
                    case Approval.Held held ->
                        Approval.Closing.byPolicy(at, held.ruling().reason());
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
                decided.action().requester(),
                Sources.of(decided.proposed()),
                null);
    }
}
