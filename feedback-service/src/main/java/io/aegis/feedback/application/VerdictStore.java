package io.aegis.feedback.application;

import io.aegis.contracts.FeedbackGiven;
import java.time.Instant;

/** Where verdicts are kept. Writing takes part in the caller's transaction. */
public interface VerdictStore {
    /** Keeps a verdict, once for each reply that is judged. */
    void add(FeedbackGiven feedback, Instant at);

    Verdicts.Summary summary(int comments);
}
