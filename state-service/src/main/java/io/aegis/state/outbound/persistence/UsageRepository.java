package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.UsageSummary;
import io.aegis.state.application.UsageStore;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.Traffic;
import io.aegis.state.domain.UsageBucket;
import io.aegis.state.domain.UsageTally;
import io.aegis.state.domain.UsageTally.Day;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.Session;

/** Plain statements: an upsert over many rows is one round trip, which entities cannot say. */
@ApplicationScoped
class UsageRepository implements UsageStore {
    /** A summary looks back over two windows of up to 30 days. */
    private static final Duration HOURS_KEPT = Duration.ofDays(62);

    private static final Duration DAYS_KEPT = Duration.ofDays(400);
    private static final Duration REQUESTS_KEPT = Duration.ofDays(7);
    private static final int FORGOTTEN_AT_ONCE = 5000;

    private final Session session;

    UsageRepository(Session session) {
        this.session = session;
    }

    @Override
    public void add(UsageTally tally) {
        session.doWork(connection -> {
            write(connection, roomy(connection, tally));
            notice(connection, tally);
        });
    }

    /** One statement, for it is part of every customer's transaction. */
    @Override
    public Activity activity(CustomerId customer, Instant until) {
        List<Traffic.Count> traffic = new ArrayList<>();
        NavigableMap<LocalDate, UsageTally.Count> days = new TreeMap<>();
        session.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select null::date, environment, status::bigint, sum(calls)::bigint, 0 from usage_bucket
                    where customer = ? and hour > ? and hour <= ? group by environment, status
                    union all
                    select day, null, calls, errors, logins from usage_day where customer = ? and day >= ? and day <= ?
                    """)) {
                LocalDate today = LocalDate.ofInstant(until, ZoneOffset.UTC);
                statement.setString(1, customer.value());
                statement.setObject(2, until.minus(Duration.ofHours(24)).atOffset(ZoneOffset.UTC));
                statement.setObject(3, until.atOffset(ZoneOffset.UTC));
                statement.setString(4, customer.value());
                statement.setObject(5, today.minusDays(Activity.DAYS));
                statement.setObject(6, today);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        LocalDate day = rows.getObject(1, LocalDate.class);
                        if (day == null) {
                            traffic.add(new Traffic.Count(
                                    Environment.of(rows.getString(2)), rows.getInt(3), rows.getLong(4)));
                        } else {
                            days.put(day, new UsageTally.Count(rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                        }
                    }
                }
            }
        });
        return new Activity(new Traffic(traffic), days);
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
    public boolean claim(Request request, Instant now) {
        return session.createNativeMutationQuery("""
                                insert into usage_request (caller, key, hash, received_at)
                                values (:caller, :key, :hash, :now) on conflict do nothing
                                """)
                        .setParameter("caller", request.caller())
                        .setParameter("key", request.key())
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

    @Override
    public boolean forget(Instant now) {
        return forgotten("usage_bucket", "hour", now.minus(HOURS_KEPT))
                | forgotten("usage_day", "day", now.minus(DAYS_KEPT))
                | forgotten("usage_request", "received_at", now.minus(REQUESTS_KEPT));
    }

    private boolean forgotten(String table, String column, Instant before) {
        return session.createNativeMutationQuery("""
                                delete from %1$s where ctid = any (array(
                                    select ctid from %1$s where %2$s < cast(:before as timestamptz) limit %3$d))
                                """.formatted(table, column, FORGOTTEN_AT_ONCE))
                        .setParameter("before", before)
                        .executeUpdate()
                == FORGOTTEN_AT_ONCE;
    }

    /** Only a customer whose day is nearly full is looked at closely. */
    private static UsageTally roomy(Connection connection, UsageTally tally) throws SQLException {
        List<Day> days = List.copyOf(tally.days().keySet());
        Map<Day, Integer> kept = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select d.customer, d.day, d.buckets from unnest(?::text[], ?::bigint[]) as t(customer, day)
                join usage_day d on d.customer = t.customer and d.day = date '1970-01-01' + t.day::int
                """)) {
            Columns.texts(statement, 1, days, day -> day.customer().value());
            Columns.numbers(statement, 2, days, day -> day.date().toEpochDay());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    kept.put(
                            new Day(new CustomerId(rows.getString(1)), rows.getObject(2, LocalDate.class)),
                            rows.getInt(3));
                }
            }
        }
        Set<Day> crowded = tally.crowded(kept);
        Set<UsageBucket> known = new HashSet<>();
        for (Day day : crowded) {
            known.addAll(buckets(connection, day));
        }
        return tally.within(crowded, known);
    }

    private static List<UsageBucket> buckets(Connection connection, Day day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select hour, environment, endpoint, status, key_hint from usage_bucket
                where customer = ? and hour >= ? and hour < ?
                """)) {
            statement.setString(1, day.customer().value());
            statement.setObject(2, day.date().atStartOfDay().atOffset(ZoneOffset.UTC));
            statement.setObject(3, day.date().plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
            List<UsageBucket> buckets = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    buckets.add(new UsageBucket(
                            day.customer(),
                            rows.getObject(1, OffsetDateTime.class).toInstant(),
                            Environment.of(rows.getString(2)),
                            rows.getString(3),
                            rows.getInt(4),
                            rows.getString(5)));
                }
            }
            return buckets;
        }
    }

    /** The rows of a batch are taken in their order, so batches that meet wait for each other instead of locking up. */
    private static void write(Connection connection, UsageTally tally) throws SQLException {
        List<UsageBucket> buckets = List.copyOf(tally.calls().keySet());
        List<Day> days = List.copyOf(tally.days().keySet());
        try (PreparedStatement statement = connection.prepareStatement("""
                with counted as (
                    insert into usage_bucket (customer, hour, environment, endpoint, status, key_hint, calls)
                    select customer, to_timestamp(hour), environment, endpoint, status, key_hint, calls
                    from unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
                        as t(customer, hour, environment, endpoint, status, key_hint, calls)
                    order by customer, hour, environment, endpoint, status, key_hint
                    on conflict (customer, hour, environment, endpoint, status, key_hint)
                    do update set calls = usage_bucket.calls + excluded.calls
                    returning customer, (hour at time zone 'UTC')::date as day, xmax = 0 as fresh
                ), more as (
                    select customer, day, count(*) as buckets from counted where fresh group by customer, day
                )
                insert into usage_day (customer, day, calls, errors, logins, buckets)
                select t.customer, t.day, t.calls, t.errors, t.logins, coalesce(more.buckets, 0)
                from (select customer, date '1970-01-01' + day::int as day, calls, errors, logins
                      from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                          as d(customer, day, calls, errors, logins)) t
                left join more on more.customer = t.customer and more.day = t.day
                order by t.customer, t.day
                on conflict (customer, day) do update
                set calls = usage_day.calls + excluded.calls, errors = usage_day.errors + excluded.errors,
                    logins = usage_day.logins + excluded.logins, buckets = usage_day.buckets + excluded.buckets
                """)) {
            Columns.texts(statement, 1, buckets, bucket -> bucket.customer().value());
            Columns.numbers(statement, 2, buckets, bucket -> bucket.hour().getEpochSecond());
            Columns.texts(statement, 3, buckets, bucket -> bucket.environment().wireName());
            Columns.texts(statement, 4, buckets, UsageBucket::endpoint);
            Columns.numbers(statement, 5, buckets, UsageBucket::status);
            Columns.texts(statement, 6, buckets, UsageBucket::keyHint);
            Columns.numbers(
                    statement,
                    7,
                    buckets,
                    bucket -> Objects.requireNonNull(tally.calls().get(bucket)));
            Columns.texts(statement, 8, days, day -> day.customer().value());
            Columns.numbers(statement, 9, days, day -> day.date().toEpochDay());
            Columns.numbers(statement, 10, days, day -> count(tally, day).calls());
            Columns.numbers(statement, 11, days, day -> count(tally, day).errors());
            Columns.numbers(statement, 12, days, day -> count(tally, day).logins());
            statement.executeUpdate();
        }
    }

    /** The last of a batch: whoever concludes from news holds its row for a moment only, and waits for nothing then. */
    private static void notice(Connection connection, UsageTally tally) throws SQLException {
        List<CustomerId> customers =
                tally.days().keySet().stream().map(Day::customer).distinct().toList();
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into usage_news (customer, first_call_at, first_call_environment)
                select t.customer, to_timestamp(t.at / 1000.0), t.environment
                from unnest(?::text[], ?::bigint[], ?::text[]) as t(customer, at, environment)
                order by t.customer
                on conflict (customer) do update
                set stamp = excluded.stamp,
                    first_call_environment = case
                        when usage_news.first_call_at is null or excluded.first_call_at < usage_news.first_call_at
                        then excluded.first_call_environment else usage_news.first_call_environment end,
                    first_call_at = least(usage_news.first_call_at, excluded.first_call_at)
                """)) {
            Columns.texts(statement, 1, customers, CustomerId::value);
            Columns.numbers(statement, 2, customers, customer -> {
                UsageTally.FirstCall first = tally.firstCalls().get(customer);
                return first == null ? null : first.at().toEpochMilli();
            });
            Columns.texts(statement, 3, customers, customer -> {
                UsageTally.FirstCall first = tally.firstCalls().get(customer);
                return first == null ? null : first.environment().wireName();
            });
            statement.executeUpdate();
        }
    }

    private static UsageTally.Count count(UsageTally tally, Day day) {
        return Objects.requireNonNull(tally.days().get(day));
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
