package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import java.time.Instant;
import java.util.List;

/** What is known of each customer. Takes part in the caller's transaction. */
public interface WatchStore {
    /** Keeps the snapshot unless a newer one is there. */
    void keep(CustomerSnapshot snapshot);

    /** Forgets what is known from before a version, and takes nothing from before it any more. */
    void erase(CustomerId customer, long version);

    /** The version that erased the customer last; 0 for who never was. */
    long erased(CustomerId customer);

    /** Version 0 for a customer nobody has told of. */
    CustomerSnapshot latest(CustomerId customer);

    /**
     * The customer was spoken to unasked. The same contact again is the same.
     *
     * @param source the playbook, or what else it was
     */
    void contacted(CustomerId customer, Instant at, String source);

    /** When the customer was spoken to unasked after a time. */
    List<Instant> contacts(CustomerId customer, Instant after);
}
