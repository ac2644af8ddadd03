package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.monitor.application.WatchStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

@ApplicationScoped
class WatchRepository implements WatchStore {
    @Override
    public void keep(CustomerSnapshot snapshot) {
        WatchEntity row = find(snapshot.customer()).orElseGet(() -> {
            WatchEntity first = new WatchEntity();
            first.customer = snapshot.customer().value();
            return first;
        });
        if (row.snapshot == null || row.version < snapshot.version()) {
            row.version = snapshot.version();
            row.snapshot = Json.text(snapshot);
            row.persist();
        }
    }

    @Override
    public CustomerSnapshot latest(CustomerId customer) {
        return find(customer)
                .map(row -> Json.read(row.snapshot, CustomerSnapshot.class))
                .orElseGet(() -> CustomerSnapshot.unknown(customer));
    }

    private static Optional<WatchEntity> find(CustomerId customer) {
        return WatchEntity.findByIdOptional(customer.value());
    }
}
