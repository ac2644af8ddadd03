package io.aegis.agent.domain;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Seen;
import io.aegis.contracts.TurnCancelled;
import io.aegis.contracts.TurnId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked to do.
 *
 * @param text the customer's own words: untrusted
 * @param accepted the offer that the customer accepted, for {@link Intent#OFFER_ACCEPTED}
 */
public record Ask(
        TurnId turn,
        ConversationId conversation,
        CustomerId customer,
        Intent intent,
        String text,
        List<Utterance> memory,
        List<Seen> seen,
        String requester,
        @Nullable Offer accepted) {
    public Ask {
        memory = List.copyOf(memory);
        seen = List.copyOf(seen);
    }

    public static Ask of(IntentRouted routed) {
        return new Ask(
                routed.turn(),
                routed.conversation(),
                routed.customer(),
                routed.intent(),
                routed.text(),
                routed.memory(),
                routed.seen(),
                routed.requester(),
                routed.accepted());
    }

    /** Stands for a turn that was cancelled before it was heard of, so that it is not begun when it is heard of later. */
    public static Ask never(TurnCancelled cancelled) {
        return new Ask(
                cancelled.turn(),
                cancelled.conversation(),
                cancelled.customer(),
                Intent.UNKNOWN,
                "",
                List.of(),
                List.of(),
                cancelled.by(),
                null);
    }

    /** Thumbs down is a complaint about the reply that was judged. */
    public static Ask about(FeedbackGiven feedback) {
        return new Ask(
                feedback.turn(),
                feedback.conversation(),
                feedback.customer(),
                Intent.COMPLAINT,
                Objects.requireNonNullElse(feedback.comment(), "This reply did not help."),
                List.of(new Utterance(Speaker.AEGIS, feedback.reply())),
                List.of(),
                feedback.requester(),
                null);
    }
}
