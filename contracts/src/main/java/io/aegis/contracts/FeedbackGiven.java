package io.aegis.contracts;

import org.jspecify.annotations.Nullable;

/**
 * A customer's thumbs on the reply of a turn.
 *
 * @param turn the turn of the feedback itself; what follows from it is shown there
 * @param about the turn whose reply was judged
 * @param reply the reply that was judged, with keys as placeholders
 */
@WireType("aegis.feedback.given.v1")
public record FeedbackGiven(
        TurnId turn,
        TurnId about,
        ConversationId conversation,
        CustomerId customer,
        Thumbs thumbs,
        @Nullable String comment,
        String reply,
        String requester)
        implements Message {}
