package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Json;
import io.aegis.contracts.UsageSummary;
import io.aegis.state.application.UsageStore;
import io.aegis.state.domain.Traffic;
import io.aegis.state.domain.UsageBucket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;

/** Plain statements: an upsert over a list is one round trip, which entities cannot say. */
@ApplicationScoped
class UsageRepository implements UsageStore {
    private final Session session;

    UsageRepository(Session session) {
        this.session = session;
    }

    @Override
    public void add(CustomerId customer, List<UsageBucket> buckets) {
        session.createNativeMutationQuery("""
                        insert into usage_bucket (customer, hour, environment, endpoint, status, key_hint, calls)
                        select :customer, hour, environment, endpoint, status, "keyHint", sum(calls)
                        from jsonb_to_recordset(cast(:buckets as jsonb)) as bucket(
                            hour timestamptz, environment text, endpoint text, status smallint, "keyHint" text, calls bigint)
                        group by hour, environment, endpoint, status, "keyHint"
                        on conflict (customer, hour, environment, endpoint, status, key_hint)
                        do update set calls = usage_bucket.calls + excluded.calls
                        """)
                .setParameter("customer", customer.value())
                .setParameter("buckets", Json.text(buckets))
                .executeUpdate();
    }

    @Override
    public Traffic traffic(CustomerId customer, Instant until) {
        return new Traffic(session
                .createNativeQuery("""
                        select environment, status, cast(sum(calls) as bigint) as calls from usage_bucket
                        where customer = :customer and hour > :from and hour <= :until
                        group by environment, status
                        """, Tuple.class)
                .setParameter("customer", customer.value())
                .setParameter("from", until.minus(Duration.ofHours(24)))
                .setParameter("until", until)
                .getResultList()
                .stream()
                .map(row -> new Traffic.Count(
                        Environment.of(row.get("environment", String.class)),
                        row.get("status", Number.class).intValue(),
                        row.get("calls", Number.class).longValue()))
                .toList());
    }

    @Override
    public UsageSummary summary(CustomerId customer, Instant until, int hours) {
        Instant from = until.minus(Duration.ofHours(hours));
        List<UsageSummary.Count> counts = session
                .createNativeQuery("""
                select environment, status, key_hint, endpoint, cast(sum(calls) as bigint) as calls from usage_bucket
                where customer = :customer and hour > :from and hour <= :until
                group by environment, status, key_hint, endpoint
                order by calls desc, endpoint, status, key_hint, environment
                """, Tuple.class)
                .setParameter("customer", customer.value())
                .setParameter("from", from)
                .setParameter("until", until)
                .getResultList()
                .stream()
                .map(UsageRepository::count)
                .toList();
        Tuple before = session.createNativeQuery("""
                        select cast(coalesce(sum(calls), 0) as bigint) as calls,
                               cast(coalesce(sum(calls) filter (where status >= 400), 0) as bigint) as errors
                        from usage_bucket where customer = :customer and hour > :from and hour <= :until
                        """, Tuple.class)
                .setParameter("customer", customer.value())
                .setParameter("from", from.minus(Duration.ofHours(hours)))
                .setParameter("until", from)
                .getSingleResult();
        return new UsageSummary(
                customer,
                until,
                hours,
                counts,
                before.get("calls", Number.class).longValue(),
                before.get("errors", Number.class).longValue());
    }

    @Override
    public boolean claim(Request request, CustomerId customer, Instant now) {
        return session.createNativeMutationQuery("""
                                insert into usage_request (caller, key, customer, hash, received_at)
                                values (:caller, :key, :customer, :hash, :now) on conflict do nothing
                                """)
                        .setParameter("caller", request.caller())
                        .setParameter("key", request.key())
                        .setParameter("customer", customer.value())
                        .setParameter("hash", request.hash())
                        .setParameter("now", now)
                        .executeUpdate()
                == 1;
    }

    @Override
    public boolean usedOtherwise(Request request) {
        return !session.createNativeQuery(
                        "select 1 from usage_request where caller = :caller and key = :key and hash <> :hash limit 1",
                        Integer.class)
                .setParameter("caller", request.caller())
                .setParameter("key", request.key())
                .setParameter("hash", request.hash())
                .getResultList()
                .isEmpty();
    }

    private static UsageSummary.Count count(Tuple row) {
        String hint = row.get("key_hint", String.class);
        return new UsageSummary.Count(
                Environment.of(row.get("environment", String.class)),
                row.get("status", Number.class).intValue(),
                hint.isEmpty() ? null : hint,
                row.get("endpoint", String.class),
                row.get("calls", Number.class).longValue());
    }
}
