package io.aegis.feedback;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import java.util.List;

/** Customers for tests. */
public final class Customers {
    private Customers() {}

    /** One in production on the plan pro. */
    public static CustomerSnapshot known(CustomerId customer, HealthLevel health, CustomerSnapshot.Ticket... tickets) {
        return new CustomerSnapshot(
                customer,
                5,
                null,
                null,
                Stage.PRODUCTION_READY,
                Tier.PRO,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                List.of(tickets),
                new CustomerSnapshot.Health(health, 50, List.of()),
                CustomerSnapshot.Billing.NONE,
                CustomerSnapshot.Contact.UNKNOWN);
    }
}
