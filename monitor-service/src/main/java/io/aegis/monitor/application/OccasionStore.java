package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionMet;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Occasions and what came of them. Takes part in the caller's transaction, where there is one. */
public interface OccasionStore {
    /**
     * What was decided of an occasion that waits or is held back; of any other it stays what it is. Who is raised or held out is
     * contacted, which counts against the budget.
     *
     * @param closes the end of the goal's window; absent where there is no goal, or nothing to measure
     */
    void decide(Occasion occasion, Verdict verdict, Instant at, @Nullable Instant closes);

    /** Passes all that waits or is held back. @return which it was */
    List<InterventionId> passAll(CustomerId customer, String reason, Instant at);

    /**
     * Ends measuring; what is not measured any more stays as it is.
     *
     * @param reached when the goal was; absent when its time is over
     */
    void close(InterventionId id, @Nullable Instant reached, Instant at);

    /** The first time counts; what is not known here is left alone. */
    void met(InterventionMet met);

    /** What was raised, newest first. */
    List<Raised> raised(@Nullable CustomerId customer, int limit);

    /** Whatever was decided, newest first. */
    List<Decided> decided(@Nullable CustomerId customer, @Nullable String playbook, int limit);

    /** @param since when the customer was, or would have been, contacted */
    record Measured(Occasion occasion, Instant since) {}

    /** An intervention, as it is shown. */
    record Raised(
            InterventionId intervention,
            CustomerId customer,
            String playbook,
            int version,
            String variant,
            Instant at,
            String text,
            String reason,
            @Nullable Instant seenAt,
            @Nullable Instant actedAt,
            @Nullable Instant goalAt,
            @Nullable Instant closedAt) {}

    /**
     * What was made of an occasion, and why.
     *
     * @param outcome held, raised, held_out, suppressed or passed
     */
    record Decided(
            InterventionId occasion,
            CustomerId customer,
            String playbook,
            int version,
            Instant due,
            String outcome,
            Instant at,
            String reason) {}
}
