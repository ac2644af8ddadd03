package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.monitor.application.WatchStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

@ApplicationScoped
class WatchRepository implements WatchStore {
    private final Session session;

    WatchRepository(Session session) {
        this.session = session;
    }

    @Override
    public void keep(CustomerSnapshot snapshot) {
        WatchEntity row = find(snapshot.customer()).orElseGet(() -> {
            WatchEntity first = new WatchEntity();
            first.customer = snapshot.customer().value();
            return first;
        });
        // Without a new version the probability of churn may be another.
        if (row.snapshot == null || row.version <= snapshot.version()) {
            row.version = snapshot.version();
            row.snapshot = Json.text(snapshot);
            row.persist();
        }
    }

    @Override
    public void erase(CustomerId customer, long version) {
        WatchEntity row = find(customer).orElseGet(() -> {
            WatchEntity first = new WatchEntity();
            first.customer = customer.value();
            return first;
        });
        if (row.snapshot == null || row.version < version) {
            // the snapshot of that very version says nothing personal, and may come yet
            row.version = version - 1;
            row.snapshot = Json.text(CustomerSnapshot.unknown(customer));
        }
        row.erased = Math.max(row.erased, version);
        row.persist();
    }

    @Override
    public long erased(CustomerId customer) {
        return find(customer).map(row -> row.erased).orElse(0L);
    }

    @Override
    public CustomerSnapshot latest(CustomerId customer) {
        return find(customer)
                .map(row -> Json.read(row.snapshot, CustomerSnapshot.class))
                .orElseGet(() -> CustomerSnapshot.unknown(customer));
    }

    @Override
    public void contacted(CustomerId customer, Instant at, String source) {
        session.createNativeMutationQuery("""
                        insert into contact (customer, at, source) values (:customer, :at, :source) on conflict do nothing
                        """)
                .setParameter("customer", customer.value())
                .setParameter("at", at)
                .setParameter("source", source)
                .executeUpdate();
    }

    @Override
    public List<Instant> contacts(CustomerId customer, Instant after) {
        return session.createNativeQuery(
                        "select at from contact where customer = :customer and at > :after", Instant.class)
                .setParameter("customer", customer.value())
                .setParameter("after", after)
                .getResultList();
    }

    private static Optional<WatchEntity> find(CustomerId customer) {
        return WatchEntity.findByIdOptional(customer.value());
    }
}
