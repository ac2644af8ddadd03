package io.aegis.feedback.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Customers' verdicts on replies. */
@ApplicationScoped
public class Verdicts {
    private final VerdictStore store;

    Verdicts(VerdictStore store) {
        this.store = store;
    }

    /** Counts a verdict, once for each reply that is judged. Inside the transaction of what follows from it. */
    public void count(FeedbackGiven feedback, Instant at) {
        store.add(feedback, at);
    }

    /** @param comments how many of the latest comments to tell */
    public Summary summary(int comments) {
        return store.summary(comments);
    }

    /** @param latest verdicts with a comment, the latest first */
    public record Summary(long up, long down, List<Comment> latest) {
        public Summary {
            latest = List.copyOf(latest);
        }
    }

    /** @param comment the customer's own words: untrusted */
    public record Comment(
            TurnId about,
            ConversationId conversation,
            CustomerId customer,
            Thumbs thumbs,
            String comment,
            Instant at) {}
}
