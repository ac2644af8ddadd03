package io.aegis.orchestrator.domain;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
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
 */
public record Conversation(
        ConversationId id,
        CustomerId customer,
        @Nullable String title,
        Instant openedAt,
        Instant changedAt,
        long revision,
        @Nullable Handoff handoff,
        @Nullable Summary summary) {
    private static final int TITLE = 80;

    public static Conversation open(ConversationId id, CustomerId customer, Instant now) {
        return new Conversation(id, customer, null, now, now, 0, null, null);
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
        return new Conversation(id, customer, newTitle, openedAt, now, revision + 1, handoff, summary);
    }

    /** True while a person has it, and agents are silent. */
    public boolean taken() {
        return handoff instanceof Handoff.Taken;
    }

    /** The same, after a turn has ended: it may be one that leaves the customer waiting for a person. */
    public Conversation after(Turn ended) {
        Conversation told = summarised(summary == null ? null : summary.retold(ended));
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
        return new Taking.Now(changed(now).with(taken), taken);
    }

    /** Agents see to it alone again. */
    public Conversation givenBack(Instant now) {
        return changed(now).with(null);
    }

    public Conversation summarised(@Nullable Summary newSummary) {
        return new Conversation(id, customer, title, openedAt, changedAt, revision, handoff, newSummary);
    }

    private Conversation with(@Nullable Handoff newHandoff) {
        return new Conversation(id, customer, title, openedAt, changedAt, revision, newHandoff, summary);
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
