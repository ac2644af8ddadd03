package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import java.util.List;
import java.util.Optional;

/** Whose a billing system's references are: its ids of customers and of payments. */
public interface BillingAccounts {
    /** Whose the first of the references is that is known. */
    Optional<CustomerId> owner(BillingSystem.Name system, List<String> references);

    /** Inside a transaction. Who owned one of them before does so no more. */
    void remember(BillingSystem.Name system, List<String> references, CustomerId owner);
}
