package io.aegis.state.application;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Learned;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where customers and their timelines are kept. */
public interface CustomerStore {
    /** The customer as last saved, or unknown at version 0. */
    Customer find(CustomerId id);

    /** Saves the customer and appends the facts. Inside the transaction that holds the customer's lock. */
    void save(Learned learned, Origin origin, Instant knownAt);

    /** Customers by id, from the one after {@code after} on. */
    List<CustomerSnapshot> list(Search search, @Nullable CustomerId after, int limit);

    /** Facts in the order they were learned, newest first, from the one before version {@code before} on. */
    List<TimelineEntry> timeline(CustomerId id, long before, int limit);

    /**
     * What customers are looked for by; what is absent does not matter.
     *
     * @param text part of the id or the name, in any case
     */
    record Search(
            @Nullable String text,
            @Nullable Tier tier,
            @Nullable Stage stage,
            @Nullable HealthLevel health) {}

    /**
     * One fact on the timeline.
     *
     * @param version the customer's version that the fact made
     * @param knownAt when Aegis came to know it; later than {@code happenedAt} for what was told late
     */
    record TimelineEntry(
            long version,
            CustomerFact fact,
            Instant happenedAt,
            Instant knownAt,
            String source,
            String eventId,
            String correlation) {}
}
