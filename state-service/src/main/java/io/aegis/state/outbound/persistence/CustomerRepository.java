package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Origin;
import io.aegis.state.domain.Because;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.HealthExplanation.Judged;
import io.aegis.state.domain.Learned;
import io.aegis.state.domain.Personal;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class CustomerRepository implements CustomerStore {
    private static final int FOLDED_AT_ONCE = 50;

    private final Session session;
    private final PersonalSeal seal;

    CustomerRepository(Session session, PersonalSeal seal) {
        this.session = session;
        this.seal = seal;
    }

    @Override
    public Customer find(CustomerId id) {
        return row(id).map(row -> row.state).orElseGet(() -> Customer.unknown(id));
    }

    @Override
    public Customer find(CustomerId id, Instant asOf) {
        return known(List.of(id), asOf).getFirst();
    }

    @Override
    public void save(Learned learned, Origin origin, Instant knownAt) {
        Customer customer = learned.customer();
        CustomerEntity row = row(customer.id()).orElseGet(CustomerEntity::new);
        Instant now = knownAt.truncatedTo(ChronoUnit.MICROS);
        Instant known = row.knownAt == null || now.isAfter(row.knownAt) ? now : row.knownAt;
        if (row.state == null || !row.state.health().equals(customer.health())) {
            remember(learned, known);
        }
        row.hold(customer, known);
        if (row.customer == null) {
            row.customer = customer.id().value();
            row.persist();
        }
        long version = customer.version() - learned.facts().size();
        for (CustomerFact fact : learned.facts()) {
            version++;
            seal(append(customer.id(), version, fact, origin, known), fact);
        }
    }

    @Override
    public Page list(Search search, Order order, @Nullable After after, int limit) {
        CustomerQuery query = new CustomerQuery(search);
        List<CustomerEntity> found = query.bound(
                        session.createNativeQuery(query.page(order, after), CustomerEntity.class))
                .setMaxResults(limit + 1)
                .getResultList();
        List<CustomerEntity> rows = found.subList(0, Math.min(limit, found.size()));
        CustomerEntity last = rows.isEmpty() ? null : rows.getLast();
        return new Page(
                rows.stream().map(row -> row.state.snapshot()).toList(),
                found.size() <= limit || last == null
                        ? null
                        : new After(CustomerQuery.key(order.by(), last), new CustomerId(last.customer)));
    }

    @Override
    public Page list(Search search, Instant asOf, @Nullable After after, int limit) {
        List<CustomerId> ids = session
                .createNativeQuery(
                        "select customer from customer where customer > :after order by customer", String.class)
                .setParameter("after", after == null ? "" : after.customer().value())
                .setMaxResults(LOOKED_AT + 1)
                .getResultList()
                .stream()
                .map(CustomerId::new)
                .toList();
        List<CustomerSnapshot> found = new ArrayList<>();
        int looked = 0;
        while (looked < Math.min(LOOKED_AT, ids.size()) && found.size() < limit) {
            List<CustomerId> next = ids.subList(looked, Math.min(looked + FOLDED_AT_ONCE, ids.size()));
            for (Customer customer : known(next, asOf)) {
                if (found.size() < limit) {
                    looked++;
                    CustomerSnapshot then = customer.snapshot();
                    if (then.version() > 0 && search.finds(then)) {
                        found.add(then);
                    }
                }
            }
            // Facts are many, and nobody needs them any more.
            session.clear();
        }
        return new Page(found, looked < ids.size() ? new After("", ids.get(looked - 1)) : null);
    }

    @Override
    public long count(Search search) {
        CustomerQuery query = new CustomerQuery(search);
        return query.bound(session.createNativeQuery(query.count(), Long.class)).getSingleResult();
    }

    @Override
    public List<TimelineEntry> timeline(CustomerId id, Reading reading, int limit) {
        List<String> conditions = new ArrayList<>(List.of("customer = :customer", "version < :before"));
        Parameters values = Parameters.with("customer", id.value()).and("before", reading.before());
        if (!reading.kinds().isEmpty()) {
            conditions.add("fact in :kinds");
            values.and("kinds", reading.kinds());
        }
        if (reading.asOf() != null) {
            conditions.add("knownAt <= :asOf");
            values.and("asOf", reading.asOf());
        }
        List<FactEntity> rows = FactEntity.<FactEntity>find(
                        String.join(" and ", conditions) + " order by version desc", values)
                .page(0, limit)
                .list();
        Optional<PersonalSeal.Key> key = key(id, rows);
        return rows.stream()
                .map(row -> new TimelineEntry(
                        row.version,
                        read(row, key),
                        row.sealed != null && !opens(row, key),
                        row.happenedAt,
                        row.knownAt,
                        row.source,
                        row.eventId,
                        row.correlation))
                .toList();
    }

    @Override
    public List<Judged> health(CustomerId id, Instant from, Instant to, int limit) {
        return session
                .createNativeQuery("""
                        select known_at, cast(health as text) as health, cast(because as text) as because from health_known
                        where customer = :customer and known_at > :from and known_at <= :to order by known_at limit :limit
                        """, Tuple.class)
                .setParameter("customer", id.value())
                .setParameter("from", from)
                .setParameter("to", to)
                .setParameter("limit", limit)
                .getResultList()
                .stream()
                .map(row -> new Judged(
                        row.get("known_at", Instant.class),
                        Json.read(row.get("health", String.class), Health.class),
                        List.of(Json.read(row.get("because", String.class), Because[].class))))
                .toList();
    }

    @Override
    public int forgetHealth(Instant before, int most) {
        return session.createNativeMutationQuery("""
                        delete from health_known where (customer, known_at) in (
                            select customer, known_at from health_known h
                            where known_at < :before and exists (
                                select 1 from health_known later
                                where later.customer = h.customer and later.known_at > h.known_at and later.known_at <= :before)
                            limit :most)
                        """)
                .setParameter("before", before)
                .setParameter("most", most)
                .executeUpdate();
    }

    /** The row is in the session, since the customer was found in it. */
    @Override
    public @Nullable Double churnTold(CustomerId id) {
        return row(id).map(row -> row.churnTold).orElse(null);
    }

    @Override
    public void churnTold(CustomerId id, @Nullable Double probability) {
        row(id).orElseThrow().churnTold = probability;
    }

    @Override
    public void destroyKey(CustomerId id) {
        seal.destroy(id);
    }

    /** Looked up only where something is sealed. */
    private Optional<PersonalSeal.Key> key(CustomerId id, List<FactEntity> rows) {
        return rows.stream().anyMatch(row -> row.sealed != null) ? seal.find(id) : Optional.empty();
    }

    private static boolean opens(FactEntity row, Optional<PersonalSeal.Key> key) {
        return key.filter(found -> Objects.equals(found.generation(), row.sealedBy))
                .isPresent();
    }

    private static CustomerFact read(FactEntity row, Optional<PersonalSeal.Key> key) {
        return row.sealed != null && opens(row, key)
                ? Json.read(key.orElseThrow().open(row.sealed, row.version), CustomerFact.class)
                : row.data;
    }

    private void seal(FactEntity row, CustomerFact fact) {
        if (!row.data.equals(fact)) {
            PersonalSeal.Key key = seal.findOrMake(new CustomerId(row.customer));
            row.sealed = key.seal(Json.bytes(fact), row.version);
            row.sealedBy = key.generation();
        }
        row.persist();
    }

    /** The customers in that order, as known then: in three statements, however many they are. */
    private List<Customer> known(List<CustomerId> ids, Instant asOf) {
        List<String> customers = ids.stream().map(CustomerId::value).toList();
        Map<String, List<FactEntity>> facts = FactEntity.<FactEntity>list(
                        "customer in ?1 and knownAt <= ?2 order by customer, version", customers, asOf)
                .stream()
                .collect(Collectors.groupingBy(fact -> fact.customer));
        Set<CustomerId> sealed = facts.values().stream()
                .flatMap(List::stream)
                .filter(fact -> fact.sealed != null)
                .map(fact -> new CustomerId(fact.customer))
                .collect(Collectors.toSet());
        Map<CustomerId, PersonalSeal.Key> keys = sealed.isEmpty() ? Map.of() : seal.find(sealed);
        Map<String, Health> health = health(customers, asOf);
        return ids.stream()
                .map(id -> {
                    Customer customer = Customer.unknown(id);
                    Optional<PersonalSeal.Key> key = Optional.ofNullable(keys.get(id));
                    for (FactEntity fact : facts.getOrDefault(id.value(), List.of())) {
                        customer = customer.apply(read(fact, key));
                    }
                    Health judged = health.get(id.value());
                    return judged == null ? customer : customer.assessed(judged);
                })
                .toList();
    }

    private Map<String, Health> health(List<String> customers, Instant asOf) {
        return session
                .createNativeQuery("""
                        select c.customer, h.health from customer c cross join lateral (
                            select cast(health as text) as health from health_known
                            where customer = c.customer and known_at <= :asOf order by known_at desc limit 1) h
                        where c.customer in (:customers)
                        """, Tuple.class)
                .setParameter("customers", customers)
                .setParameter("asOf", asOf)
                .getResultList()
                .stream()
                .collect(Collectors.toMap(
                        row -> row.get("customer", String.class),
                        row -> Json.read(row.get("health", String.class), Health.class)));
    }

    private void remember(Learned learned, Instant known) {
        session.createNativeMutationQuery("""
                        insert into health_known (customer, known_at, health, because)
                        values (:customer, :known, cast(:health as jsonb), cast(:because as jsonb))
                        on conflict (customer, known_at) do update
                        set health = excluded.health, because = health_known.because || excluded.because
                        """)
                .setParameter("customer", learned.customer().id().value())
                .setParameter("known", known)
                .setParameter("health", Json.text(learned.customer().health()))
                .setParameter("because", Json.text(learned.because()))
                .executeUpdate();
    }

    private static Optional<CustomerEntity> row(CustomerId id) {
        return CustomerEntity.findByIdOptional(id.value());
    }

    private static FactEntity append(CustomerId id, long version, CustomerFact fact, Origin origin, Instant knownAt) {
        FactEntity row = new FactEntity();
        row.customer = id.value();
        row.version = version;
        row.fact = Json.tree(fact).get("fact").textValue();
        row.data = Personal.without(fact);
        row.happenedAt = fact.at();
        row.knownAt = knownAt;
        row.source = origin.source();
        row.eventId = origin.eventId();
        row.correlation = origin.correlation();
        return row;
    }
}
