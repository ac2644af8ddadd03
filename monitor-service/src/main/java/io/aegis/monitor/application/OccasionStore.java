package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Occasions and what came of them. Takes part in the caller's transaction, where there is one. */
public interface OccasionStore {
    /** @return false when it was known before, decided or not */
    boolean add(Occasion occasion);

    List<Occasion> waiting(CustomerId customer);

    Optional<Occasion> findWaiting(InterventionId id);

    Optional<Instant> lastRaised(CustomerId customer, String playbook);

    void decide(InterventionId id, Verdict verdict, Instant at);

    /** What was raised, newest first. */
    List<Raised> raised(@Nullable CustomerId customer, int limit);

    /** An intervention, as it is shown. */
    record Raised(
            InterventionId intervention,
            CustomerId customer,
            String playbook,
            Instant at,
            String text,
            String reason) {}
}
