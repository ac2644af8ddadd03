package io.aegis.approval.application;

import io.aegis.approval.domain.Basis;
import io.aegis.contracts.CustomerId;

/** What state told of the customers last. It is read in the transaction of a decision, so nobody is asked in one. */
public interface CustomerRepository {
    /** Nothing when state has not told anything yet. */
    Basis find(CustomerId customer);

    /** @param version of the customer; an older one than is kept changes nothing */
    void keep(CustomerId customer, long version, Basis known);

    /** Forgets what is known from before the version. */
    void forget(CustomerId customer, long version);
}
