package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.state.application.ChurnHistories;
import io.aegis.state.application.ChurnModels;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.ChurnHistory;
import io.aegis.state.domain.Traffic;
import io.aegis.state.domain.UsageTally;
import io.aegis.state.domain.churn.ChurnModel;
import io.aegis.state.domain.churn.Validation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.Session;

@ApplicationScoped
class ChurnRepository implements ChurnHistories, ChurnModels {
    private final Session session;

    ChurnRepository(Session session) {
        this.session = session;
    }

    @Override
    public List<CustomerId> some(int limit) {
        return session
                .createNativeQuery(
                        "select customer from customer order by md5(customer), customer limit :limit", String.class)
                .setParameter("limit", limit)
                .getResultList()
                .stream()
                .map(CustomerId::new)
                .toList();
    }

    @Override
    public List<ChurnHistory> of(List<CustomerId> customers) {
        List<String> ids = customers.stream().map(CustomerId::value).toList();
        Map<String, List<ChurnHistory.Known>> facts = new HashMap<>();
        FactEntity.<FactEntity>list("customer in ?1 order by customer, version", ids)
                .forEach(row -> facts.computeIfAbsent(row.customer, id -> new ArrayList<>())
                        .add(new ChurnHistory.Known(row.data, row.knownAt)));
        Map<String, NavigableMap<LocalDate, UsageTally.Count>> days = new HashMap<>();
        session.createNativeQuery(
                        "select customer, day, calls, errors, logins from usage_day where customer in (:ids)",
                        Tuple.class)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(row -> days.computeIfAbsent(row.get("customer", String.class), id -> new TreeMap<>())
                        .put(
                                row.get("day", LocalDate.class),
                                new UsageTally.Count(
                                        row.get("calls", Long.class),
                                        row.get("errors", Long.class),
                                        row.get("logins", Long.class))));
        return customers.stream()
                .map(customer -> new ChurnHistory(
                        customer,
                        facts.getOrDefault(customer.value(), List.of()),
                        new Activity(Traffic.NONE, days.getOrDefault(customer.value(), new TreeMap<>()))))
                .toList();
    }

    @Override
    public Version add(Instant trainedAt, String by, Validation validation, ChurnModel model) {
        Instant at = trainedAt.truncatedTo(ChronoUnit.MICROS);
        int version = session.createNativeQuery("""
                        insert into churn_model (trained_at, trained_by, validation, model)
                        values (:at, :by, cast(:validation as jsonb), cast(:model as jsonb)) returning version
                        """, Integer.class)
                .setParameter("at", at)
                .setParameter("by", by)
                .setParameter("validation", Json.text(validation))
                .setParameter("model", Json.text(model))
                .getSingleResult();
        return new Version(version, at, by, validation);
    }

    @Override
    public Optional<Trained> last(Instant asOf) {
        return session.createNativeQuery("""
                        select version, trained_at, trained_by, cast(validation as text) as validation, cast(model as text) as model
                        from churn_model where trained_at <= :asOf order by trained_at desc, version desc limit 1
                        """, Tuple.class)
                .setParameter("asOf", asOf)
                .uniqueResultOptional()
                .map(row -> new Trained(version(row), Json.read(row.get("model", String.class), ChurnModel.class)));
    }

    @Override
    public List<Version> list(int limit) {
        return session.createNativeQuery("""
                        select version, trained_at, trained_by, cast(validation as text) as validation
                        from churn_model order by trained_at desc, version desc limit :limit
                        """, Tuple.class).setParameter("limit", limit).getResultList().stream()
                .map(ChurnRepository::version)
                .toList();
    }

    private static Version version(Tuple row) {
        return new Version(
                row.get("version", Integer.class),
                row.get("trained_at", Instant.class),
                row.get("trained_by", String.class),
                Json.read(row.get("validation", String.class), Validation.class));
    }
}
