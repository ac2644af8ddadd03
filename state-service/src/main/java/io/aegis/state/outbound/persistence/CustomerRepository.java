package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Origin;
import io.aegis.state.application.UsageStore;
import io.aegis.state.domain.Activity;
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
import java.util.Collection;
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
    private final CustomerRows rows;
    private final UsageStore usage;
    private final PersonalSeal seal;

    CustomerRepository(Session session, CustomerRows rows, UsageStore usage, PersonalSeal seal) {
        this.session = session;
        this.rows = rows;
        this.usage = usage;
        this.seal = seal;
    }

    @Override
    public Customer find(CustomerId id) {
        return rows.find(id).customer();
    }

    @Override
    public void readAhead(Collection<CustomerId> ids, Instant until) {
        rows.readAhead(ids, until);
    }

    @Override
    public Activity activity(CustomerId id, Instant until) {
        CustomerRows.Row row = rows.find(id);
        Activity read = row.activity(until);
        if (read == null) {
            read = usage.activity(id, until);
            row.use(read, until);
        }
        return read;
    }

    @Override
    public Customer find(CustomerId id, Instant asOf) {
        return known(List.of(id), asOf).getFirst();
    }

    @Override
    public void save(Learned learned, Origin origin, Instant knownAt) {
        Customer customer = learned.customer();
        CustomerRows.Row row = rows.find(customer.id());
        Instant before = row.knownAt();
        Instant now = knownAt.truncatedTo(ChronoUnit.MICROS);
        Instant known = before == null || now.isAfter(before) ? now : before;
        if (before == null || !row.customer().health().equals(customer.health())) {
            rows.judged(row, known, customer.health(), learned.because());
        }
        rows.hold(row, customer, known);
        long version = customer.version() - learned.facts().size();
        for (CustomerFact fact : learned.facts()) {
            version++;
            rows.append(row, sealed(customer.id(), version, fact, origin, known));
        }
    }

    @Override
    public Page list(Search search, Order order, @Nullable After after, int limit) {
        CustomerQuery query = new CustomerQuery(search);
        List<Customer> found = query
                .bound(session.createNativeQuery(query.page(order, after), String.class))
                .setMaxResults(limit + 1)
                .getResultList()
                .stream()
                .map(state -> Json.read(state, Customer.class))
                .toList();
        List<CustomerSnapshot> page = found.subList(0, Math.min(limit, found.size())).stream()
                .map(Customer::snapshot)
                .toList();
        return new Page(
                page,
                found.size() <= limit || page.isEmpty()
                        ? null
                        : new After(
                                CustomerQuery.key(order.by(), page.getLast()),
                                page.getLast().customer()));
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

    @Override
    public @Nullable Double churnTold(CustomerId id) {
        return rows.find(id).churnTold();
    }

    @Override
    public void churnTold(CustomerId id, @Nullable Double probability) {
        rows.churnTold(rows.find(id), probability);
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

    private CustomerRows.FactRow sealed(
            CustomerId customer, long version, CustomerFact fact, Origin origin, Instant knownAt) {
        CustomerFact open = Personal.without(fact);
        if (open.equals(fact)) {
            return new CustomerRows.FactRow(customer, version, fact, null, null, knownAt, origin);
        }
        PersonalSeal.Key key = seal.findOrMake(customer);
        return new CustomerRows.FactRow(
                customer, version, open, key.seal(Json.bytes(fact), version), key.generation(), knownAt, origin);
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
}
