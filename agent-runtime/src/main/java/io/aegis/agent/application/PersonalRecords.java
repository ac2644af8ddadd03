package io.aegis.agent.application;

import io.aegis.contracts.CustomerId;

/** Where an agent keeps, beside its runs, what customers wrote. */
public interface PersonalRecords {
    /** Forgets the customer's words. Inside a transaction. */
    void forget(CustomerId customer);
}
