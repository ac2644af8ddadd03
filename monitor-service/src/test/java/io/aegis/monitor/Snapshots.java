package io.aegis.monitor;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Customers as state would tell of them. */
public final class Snapshots {
    private Snapshots() {}

    public static CustomerSnapshot trial(CustomerId customer, long version) {
        return of(customer, version, Tier.TRIAL, null, HealthLevel.NEW);
    }

    public static CustomerSnapshot of(
            CustomerId customer, long version, Tier tier, @Nullable Instant firstApiCallAt, HealthLevel level) {
        return of(customer, version, tier, firstApiCallAt, level, CustomerSnapshot.Contact.UNKNOWN);
    }

    public static CustomerSnapshot of(
            CustomerId customer,
            long version,
            Tier tier,
            @Nullable Instant firstApiCallAt,
            HealthLevel level,
            CustomerSnapshot.Contact contact) {
        return new CustomerSnapshot(
                customer,
                version,
                "Ada",
                "ada@example.com",
                Stage.API_KEYS_GENERATED,
                tier,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                firstApiCallAt,
                List.of(),
                new Health(level, 50, List.of()),
                CustomerSnapshot.Billing.NONE,
                contact);
    }
}
