package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Seen;
import java.util.List;

/** Customers as state-service knows them. Takes three seconds at the most. */
public interface CustomerState {
    /** @param seen what must have been applied before it answers */
    Answer<CustomerSnapshot> customer(CustomerId customer, List<Seen> seen, String token);
}
