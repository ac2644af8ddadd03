package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;

/** The latest that state told of each customer. Takes part in the caller's transaction. */
public interface WatchStore {
    /** Keeps the snapshot unless a newer one is there. */
    void keep(CustomerSnapshot snapshot);

    /** Version 0 for a customer nobody has told of. */
    CustomerSnapshot latest(CustomerId customer);
}
