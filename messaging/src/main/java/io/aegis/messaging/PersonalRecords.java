package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import java.time.Instant;

/** Where a service keeps what people said to or of a customer, beside what it received. Implementations are beans. */
public interface PersonalRecords {
    /**
     * Forgets what began by a time, as far as nobody waits for its end any more. Inside the transaction that holds the
     * customer's lock.
     *
     * @return false when something of that time is still in use, and has to be forgotten later
     */
    boolean forget(CustomerId customer, Instant until);
}
