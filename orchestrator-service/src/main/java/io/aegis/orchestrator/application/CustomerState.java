package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Seen;
import java.time.Instant;
import java.util.List;

/** Customers as state-service knows them. Takes three seconds at the most. */
public interface CustomerState {
    /** @param seen what must have been applied before it answers */
    Answer<CustomerSnapshot> customer(CustomerId customer, List<Seen> seen, String token);

    /** What is known of the customer, last learned first. */
    Answer<Timeline> timeline(CustomerId customer, int most, String token);

    record Timeline(List<Entry> entries) {
        public Timeline {
            entries = List.copyOf(entries);
        }
    }

    /** @param knownAt when state came to know it */
    record Entry(CustomerFact fact, Instant happenedAt, Instant knownAt, String source) {}
}
