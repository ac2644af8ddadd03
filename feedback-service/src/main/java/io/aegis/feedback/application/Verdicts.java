package io.aegis.feedback.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.List;

/** Where customers' verdicts on replies are counted. */
public interface Verdicts {
    /** Counts a verdict, once for each reply that is judged. Inside the transaction of what follows from it. */
    void count(FeedbackGiven feedback, Instant at);

    /** @param comments how many of the latest comments to tell */
    Summary summary(int comments);

    /** @param latest verdicts with a comment, the latest first */
    record Summary(long up, long down, List<Comment> latest) {}

    /** @param comment the customer's own words: untrusted */
    record Comment(
            TurnId about,
            ConversationId conversation,
            CustomerId customer,
            Thumbs thumbs,
            String comment,
            Instant at) {}
}
