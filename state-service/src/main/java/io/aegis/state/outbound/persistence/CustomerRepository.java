package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Origin;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Learned;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class CustomerRepository implements CustomerStore {
    @Override
    public Customer find(CustomerId id) {
        return row(id).map(row -> row.state).orElseGet(() -> Customer.unknown(id));
    }

    @Override
    public void save(Learned learned, Origin origin, Instant knownAt) {
        Customer customer = learned.customer();
        CustomerEntity row = row(customer.id()).orElseGet(CustomerEntity::new);
        row.hold(customer);
        if (row.customer == null) {
            row.customer = customer.id().value();
            row.persist();
        }
        long version = customer.version() - learned.facts().size();
        for (CustomerFact fact : learned.facts()) {
            version++;
            append(customer.id(), version, fact, origin, knownAt);
        }
    }

    @Override
    public List<CustomerSnapshot> list(Search search, @Nullable CustomerId after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("customer > :after"));
        Parameters values = Parameters.with("after", after == null ? "" : after.value());
        if (search.text() != null) {
            conditions.add("(locate(:text, lower(customer)) > 0 or locate(:text, lower(name)) > 0)");
            values.and("text", search.text().toLowerCase(Locale.ROOT));
        }
        if (search.tier() != null) {
            conditions.add("tier = :tier");
            values.and("tier", search.tier().wireName());
        }
        if (search.stage() != null) {
            conditions.add("stage = :stage");
            values.and("stage", search.stage().wireName());
        }
        if (search.health() != null) {
            conditions.add("health = :health");
            values.and("health", search.health().wireName());
        }
        List<CustomerEntity> rows = CustomerEntity.<CustomerEntity>find(
                        String.join(" and ", conditions) + " order by customer", values)
                .page(0, limit)
                .list();
        return rows.stream().map(row -> row.state.snapshot()).toList();
    }

    @Override
    public List<TimelineEntry> timeline(CustomerId id, long before, int limit) {
        return FactEntity.<FactEntity>find("customer = ?1 and version < ?2 order by version desc", id.value(), before)
                .page(0, limit)
                .stream()
                .map(row -> new TimelineEntry(
                        row.version, row.data, row.happenedAt, row.knownAt, row.source, row.eventId, row.correlation))
                .toList();
    }

    private static Optional<CustomerEntity> row(CustomerId id) {
        return CustomerEntity.findByIdOptional(id.value());
    }

    private static void append(CustomerId id, long version, CustomerFact fact, Origin origin, Instant knownAt) {
        FactEntity row = new FactEntity();
        row.customer = id.value();
        row.version = version;
        row.fact = Json.tree(fact).get("fact").textValue();
        row.data = fact;
        row.happenedAt = fact.at();
        row.knownAt = knownAt;
        row.source = origin.source();
        row.eventId = origin.eventId();
        row.correlation = origin.correlation();
        row.persist();
    }
}
