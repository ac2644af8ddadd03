package io.aegis.orchestrator.domain;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One conversation, without what was said in it: that grows without bound and is read piece by piece.
 *
 * @param title the first thing the customer said, shortened
 * @param revision counts changes; every line and turn carries the revision of its last change, so that a reader can ask
 *     for what is new
 */
public record Conversation(
        ConversationId id,
        CustomerId customer,
        @Nullable String title,
        Instant openedAt,
        Instant changedAt,
        long revision) {
    private static final int TITLE = 80;

    public static Conversation open(ConversationId id, CustomerId customer, Instant now) {
        return new Conversation(id, customer, null, now, now, 0);
    }

    public Conversation changed(Instant now) {
        return new Conversation(id, customer, title, openedAt, now, revision + 1);
    }

    /** Changed by words of the customer, the first of which give the title. */
    public Conversation said(String text, Instant now) {
        String first = title != null
                ? title
                : shortened(text.strip().lines().findFirst().orElse(text));
        return new Conversation(id, customer, first, openedAt, now, revision + 1);
    }

    private static String shortened(String text) {
        return text.length() <= TITLE
                ? text
                : text.substring(
                                0,
                                text.offsetByCodePoints(0, Math.min(TITLE, text.codePointCount(0, text.length())) - 1))
                        + "…";
    }
}
