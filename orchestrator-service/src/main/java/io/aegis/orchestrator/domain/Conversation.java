package io.aegis.orchestrator.domain;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One conversation, without what was said in it: that grows without bound and is read piece by piece.
 *
 * @param title the first thing the customer said, shortened
 * @param revision counts changes; every line and turn carries the revision of its last change, so that a reader can ask
 *     for what is new
 * @param handoff absent while agents see to it alone
 * @param summary of the part that agents are no longer told word by word; absent while there is none
 * @param work what an agent is at; absent when everything has a reply
 * @param approach the latest intervention that the customer has not answered
 */
public record Conversation(
        ConversationId id,
        CustomerId customer,
        @Nullable String title,
        Instant openedAt,
        Instant changedAt,
        long revision,
        @Nullable Handoff handoff,
        @Nullable Summary summary,
        @Nullable Work work,
        @Nullable Approach approach) {
    private static final int TITLE = 80;

    /**
     * @param turn that was routed last and has no reply yet
     * @param queued how many messages wait for that reply
     */
    public record Work(TurnId turn, int queued) {}

    /**
     * A playbook stepped in.
     *
     * @param seen true when it was shown to the customer
     */
    public record Approach(InterventionId intervention, boolean seen) {}

    public static Conversation open(ConversationId id, CustomerId customer, Instant now) {
        return new Conversation(id, customer, null, now, now, 0, null, null, null, null);
    }

    public Conversation changed(Instant now) {
        return changed(title, now);
    }

    /** Changed by words of the customer, the first of which give the title. */
    public Conversation said(String text, Instant now) {
        String first = title != null
                ? title
                : shortened(text.strip().lines().findFirst().orElse(text));
        return changed(first, now);
    }

    private Conversation changed(@Nullable String newTitle, Instant now) {
        return new Conversation(id, customer, newTitle, openedAt, now, revision + 1, handoff, summary, work, approach);
    }

    /** The revision up to which its lines are in its summary. */
    public long summarisedThrough() {
        return summary == null ? 0 : summary.through();
    }

    /** True while a person has it, and agents are silent. */
    public boolean taken() {
        return handoff instanceof Handoff.Taken;
    }

    /** The same, after word of a turn: it may be one that leaves the customer waiting for a person. */
    public Conversation after(Turn ended) {
        Conversation told = summarised(summary == null ? null : summary.retold(ended));
        if (work != null && work.queued == 0 && work.turn.equals(ended.id()) && !(ended instanceof Turn.Working)) {
            told = told.working(null);
        }
        Optional<Handoff.Reason> wanted = ended instanceof Turn.Finished && ended.visible()
                ? Handoff.Reason.of(ended.beginning().origin())
                : Optional.empty();
        return handoff != null || wanted.isEmpty() ? told : told.with(new Handoff.Awaited(wanted.get(), changedAt));
    }

    /**
     * A person takes it over.
     *
     * @param reason may be absent when it waits for a person for a reason
     */
    public Taking take(String by, String role, Handoff.@Nullable Reason reason, Instant now) {
        return switch (handoff) {
            case Handoff.Taken taken when taken.by().equals(by) -> new Taking.Before();
            case Handoff.Taken taken -> new Taking.Another(taken.by());
            case Handoff.Awaited awaited -> taken(by, role, reason == null ? awaited.reason() : reason, now);
            case null -> reason == null ? new Taking.NoReason() : taken(by, role, reason, now);
        };
    }

    private Taking taken(String by, String role, Handoff.Reason reason, Instant now) {
        Handoff.Taken taken = new Handoff.Taken(by, role, reason, now);
        return new Taking.Now(changed(now).with(taken).working(null), taken);
    }

    /** Agents see to it alone again. */
    public Conversation givenBack(Instant now) {
        return changed(now).with(null);
    }

    public Conversation summarised(@Nullable Summary newSummary) {
        return new Conversation(
                id, customer, title, openedAt, changedAt, revision, handoff, newSummary, work, approach);
    }

    private Conversation with(@Nullable Handoff newHandoff) {
        return new Conversation(
                id, customer, title, openedAt, changedAt, revision, newHandoff, summary, work, approach);
    }

    public Conversation working(@Nullable Work newWork) {
        return new Conversation(
                id, customer, title, openedAt, changedAt, revision, handoff, summary, newWork, approach);
    }

    public Conversation approached(@Nullable Approach newApproach) {
        return new Conversation(
                id, customer, title, openedAt, changedAt, revision, handoff, summary, work, newApproach);
    }

    /** With one message more, or less, that waits for the reply. */
    public Conversation queued(int more) {
        return work == null ? this : working(new Work(work.turn, Math.max(0, work.queued + more)));
    }

    /** True when messages wait, and the turn that they wait for has its reply. */
    public boolean hasQueueFor(Turn told) {
        return work != null && work.queued > 0 && work.turn.equals(told.id()) && !(told instanceof Turn.Working);
    }

    private static String shortened(String text) {
        return text.length() <= TITLE
                ? text
                : text.substring(
                                0,
                                text.offsetByCodePoints(0, Math.min(TITLE, text.codePointCount(0, text.length())) - 1))
                        + "…";
    }

    /** What becomes of taking a conversation over. */
    public sealed interface Taking {
        record Now(Conversation conversation, Handoff.Taken handoff) implements Taking {}

        /** The same person has it already. */
        record Before() implements Taking {}

        record Another(String by) implements Taking {}

        record NoReason() implements Taking {}
    }
}
