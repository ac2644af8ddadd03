package io.aegis.state.outbound.persistence;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Json;
import io.aegis.contracts.WireTypes;
import io.aegis.messaging.TransactionMemory;
import io.aegis.state.application.Origin;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.Because;
import io.aegis.state.domain.Customer;
import io.aegis.state.domain.Traffic;
import io.aegis.state.domain.UsageTally;
import io.aegis.state.domain.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Customers as a transaction sees and changes them. Each is read once, with what he is judged by, and whatever became of them
 * is written by one statement right before the commit, however many messages of however many customers it works. Who changes
 * a customer holds his lock, so what was read stays true until then.
 */
@ApplicationScoped
class CustomerRows {
    private static final String READ = """
            select i.customer, cast(c.state as text), c.known_at, c.churn_told%s
            from unnest(?::text[]) as i(customer) left join customer c on c.customer = i.customer
            """;

    private static final String READ_CUSTOMER = READ.formatted("");

    private static final String READ_ALL = READ.formatted("""
            , array(select array[environment, cast(status as text), cast(sum(calls) as text)] from usage_bucket
                    where customer = i.customer and hour > ? and hour <= ? group by environment, status),
              array(select array[cast(day - date '1970-01-01' as bigint), calls, errors, logins] from usage_day
                    where customer = i.customer and day >= ? and day <= ?)
            """);

    private static final String WRITE = """
            with saved as (
                insert into customer (customer, version, name, email, tier, plan, stage, health, score, words, name_key, known_at,
                                      churn_told, state)
                select customer, version, name, email, tier, plan, stage, health, score, words, name_key, known_at, churn_told,
                       cast(state as jsonb)
                from unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                            ?::text[], ?::text[], ?::timestamptz[], ?::float8[], ?::text[])
                    as t(customer, version, name, email, tier, plan, stage, health, score, words, name_key, known_at,
                         churn_told, state)
                on conflict (customer) do update
                set version = excluded.version, name = excluded.name, email = excluded.email, tier = excluded.tier,
                    plan = excluded.plan, stage = excluded.stage, health = excluded.health, score = excluded.score,
                    words = excluded.words, name_key = excluded.name_key, known_at = excluded.known_at,
                    churn_told = excluded.churn_told, state = excluded.state
            ), judged as (
                insert into health_known (customer, known_at, health, because)
                select customer, known_at, cast(health as jsonb), cast(because as jsonb)
                from unnest(?::text[], ?::timestamptz[], ?::text[], ?::text[]) as t(customer, known_at, health, because)
                on conflict (customer, known_at) do update
                set health = excluded.health, because = health_known.because || excluded.because
            )
            insert into fact (customer, version, fact, data, sealed, sealed_by, happened_at, known_at, source, event_id, correlation)
            select customer, version, fact, cast(data as jsonb), sealed, sealed_by, happened_at, known_at, source, event_id, correlation
            from unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::timestamptz[], ?::timestamptz[],
                        ?::text[], ?::text[], ?::text[])
                with ordinality as t(customer, version, fact, data, sealed, sealed_by, happened_at, known_at, source, event_id,
                                     correlation, n)
            order by n
            """;

    private final DataSource database;
    private final TransactionMemory memory;

    CustomerRows(DataSource database, TransactionMemory memory) {
        this.database = database;
        this.memory = memory;
    }

    /** The customer, as the transaction that runs has changed him so far. */
    Row find(CustomerId id) {
        Work work = work();
        Row known = work == null ? null : work.rows.get(id);
        return known != null ? known : read(work, List.of(id), null).getFirst();
    }

    /** Reads those whom the transaction has not seen, with their use of the last days. */
    void readAhead(Collection<CustomerId> ids, Instant until) {
        Work work = Objects.requireNonNull(work());
        List<CustomerId> unseen =
                ids.stream().filter(id -> !work.rows.containsKey(id)).distinct().toList();
        if (!unseen.isEmpty()) {
            read(work, unseen, until);
        }
    }

    /** What is recorded of a customer at one time; written with his row. */
    void append(Row row, FactRow fact) {
        changed(row).facts.add(fact);
    }

    /** Of several judgements at one time the last one stands, with all that moved it. */
    void judged(Row row, Instant knownAt, Health health, List<Because> because) {
        changed(row)
                .judged
                .merge(
                        new Time(row.customer.id(), knownAt),
                        new Judgement(health, because),
                        (earlier, later) -> new Judgement(
                                later.health,
                                Stream.concat(earlier.because.stream(), later.because.stream())
                                        .toList()));
    }

    void hold(Row row, Customer customer, Instant knownAt) {
        changed(row);
        row.customer = customer;
        row.knownAt = knownAt;
    }

    void churnTold(Row row, @Nullable Double probability) {
        if (row.knownAt == null) {
            throw new IllegalStateException("the customer was never saved");
        }
        changed(row);
        row.churnTold = probability;
    }

    private Work changed(Row row) {
        Work work = Objects.requireNonNull(work(), "a customer changes in a transaction only");
        row.changed = true;
        return work;
    }

    /** What the running transaction has seen; absent outside of any. */
    private @Nullable Work work() {
        return memory.kept(Work.class, Work::new, work -> {
            if (work.rows.values().stream().anyMatch(row -> row.changed)) {
                connected(connection -> write(connection, work));
            }
        });
    }

    /** @param until absent where use does not matter */
    private List<Row> read(@Nullable Work work, List<CustomerId> ids, @Nullable Instant until) {
        List<Row> read = connected(connection -> read(connection, ids, until));
        if (work != null) {
            read.forEach(row -> work.rows.put(row.customer.id(), row));
        }
        return read;
    }

    private static List<Row> read(Connection connection, List<CustomerId> ids, @Nullable Instant until)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(until == null ? READ_CUSTOMER : READ_ALL)) {
            if (until == null) {
                Columns.texts(statement, 1, ids, CustomerId::value);
            } else {
                LocalDate today = LocalDate.ofInstant(until, ZoneOffset.UTC);
                statement.setObject(1, until.minus(Duration.ofHours(24)).atOffset(ZoneOffset.UTC));
                statement.setObject(2, until.atOffset(ZoneOffset.UTC));
                statement.setObject(3, today.minusDays(Activity.DAYS));
                statement.setObject(4, today);
                Columns.texts(statement, 5, ids, CustomerId::value);
            }
            List<Row> read = new ArrayList<>(ids.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Row row = row(rows);
                    if (until != null) {
                        row.use(activity(rows.getArray(5), rows.getArray(6)), until);
                    }
                    read.add(row);
                }
            }
            return read;
        }
    }

    private static Row row(ResultSet rows) throws SQLException {
        String state = rows.getString(2);
        OffsetDateTime known = rows.getObject(3, OffsetDateTime.class);
        double told = rows.getDouble(4);
        return new Row(
                state == null ? Customer.unknown(new CustomerId(rows.getString(1))) : Json.read(state, Customer.class),
                known == null ? null : known.toInstant(),
                rows.wasNull() ? null : told);
    }

    private static Activity activity(Array traffic, Array days) throws SQLException {
        List<Traffic.Count> counts = new ArrayList<>();
        for (Object one : (Object[]) traffic.getArray()) {
            String[] count = (String[]) one;
            counts.add(
                    new Traffic.Count(Environment.of(count[0]), Integer.parseInt(count[1]), Long.parseLong(count[2])));
        }
        NavigableMap<LocalDate, UsageTally.Count> byDay = new TreeMap<>();
        for (Object one : (Object[]) days.getArray()) {
            Long[] day = (Long[]) one;
            byDay.put(LocalDate.ofEpochDay(day[0]), new UsageTally.Count(day[1], day[2], day[3]));
        }
        return new Activity(new Traffic(counts), byDay);
    }

    private static int write(Connection connection, Work work) throws SQLException {
        List<Row> rows = work.rows.values().stream().filter(row -> row.changed).toList();
        List<CustomerSnapshot> seen =
                rows.stream().map(row -> row.customer.snapshot()).toList();
        List<Time> times = List.copyOf(work.judged.keySet());
        List<Judgement> judged = List.copyOf(work.judged.values());
        List<FactRow> facts = work.facts;
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            Columns.texts(statement, 1, seen, one -> one.customer().value());
            Columns.numbers(statement, 2, seen, CustomerSnapshot::version);
            Columns.texts(statement, 3, seen, CustomerSnapshot::name);
            Columns.texts(statement, 4, seen, CustomerSnapshot::email);
            Columns.texts(statement, 5, seen, one -> one.tier().wireName());
            Columns.texts(statement, 6, seen, CustomerSnapshot::plan);
            Columns.texts(statement, 7, seen, one -> one.stage().wireName());
            Columns.texts(statement, 8, seen, one -> one.health().level().wireName());
            Columns.numbers(statement, 9, seen, one -> one.health().score());
            Columns.texts(statement, 10, seen, one -> Words.line(one.customer().value(), one.name(), one.email()));
            Columns.texts(statement, 11, seen, one -> Words.key(one.name()));
            Columns.times(statement, 12, rows, row -> Objects.requireNonNull(row.knownAt));
            Columns.fractions(statement, 13, rows, row -> row.churnTold);
            Columns.texts(statement, 14, rows, row -> Json.text(row.customer));
            Columns.texts(statement, 15, times, time -> time.customer.value());
            Columns.times(statement, 16, times, Time::knownAt);
            Columns.texts(statement, 17, judged, one -> Json.text(one.health));
            Columns.texts(statement, 18, judged, one -> Json.text(one.because));
            Columns.texts(statement, 19, facts, fact -> fact.customer.value());
            Columns.numbers(statement, 20, facts, FactRow::version);
            Columns.texts(statement, 21, facts, fact -> WireTypes.nameOf(fact.data));
            Columns.texts(statement, 22, facts, fact -> Json.text(fact.data));
            Columns.bytes(statement, 23, facts, FactRow::sealed);
            Columns.numbers(statement, 24, facts, FactRow::sealedBy);
            Columns.times(statement, 25, facts, fact -> fact.data.at());
            Columns.times(statement, 26, facts, FactRow::knownAt);
            Columns.texts(statement, 27, facts, fact -> fact.origin.source());
            Columns.texts(statement, 28, facts, fact -> fact.origin.eventId());
            Columns.texts(statement, 29, facts, fact -> fact.origin.correlation());
            return statement.executeUpdate();
        }
    }

    /** The running transaction's connection, given back at once: Hibernate's would be kept too long by who comes before the commit. */
    private <R> R connected(Use<R> use) {
        try (Connection connection = database.getConnection()) {
            return use.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused customers' rows", e);
        }
    }

    private interface Use<R> {
        R of(Connection connection) throws SQLException;
    }

    /** A customer's row. Times and probability are absent before the first time that he is saved. */
    static final class Row {
        private Customer customer;
        private @Nullable Instant knownAt;
        private @Nullable Double churnTold;
        private @Nullable Activity activity;
        private @Nullable Instant activityAt;
        private boolean changed;

        Row(Customer customer, @Nullable Instant knownAt, @Nullable Double churnTold) {
            this.customer = customer;
            this.knownAt = knownAt;
            this.churnTold = churnTold;
        }

        Customer customer() {
            return customer;
        }

        @Nullable
        Instant knownAt() {
            return knownAt;
        }

        @Nullable
        Double churnTold() {
            return churnTold;
        }

        /** His use as it was read; absent when that was not, or in another hour: windows are of whole hours. */
        @Nullable
        Activity activity(Instant until) {
            return activityAt != null
                            && activityAt.truncatedTo(ChronoUnit.HOURS).equals(until.truncatedTo(ChronoUnit.HOURS))
                    ? activity
                    : null;
        }

        void use(Activity read, Instant until) {
            activity = read;
            activityAt = until;
        }
    }

    /**
     * A fact on its way to the timeline.
     *
     * @param data nothing personal
     * @param sealed the whole fact, when something in it is
     * @param sealedBy the generation of the customer's key
     */
    record FactRow(
            CustomerId customer,
            long version,
            CustomerFact data,
            byte @Nullable [] sealed,
            @Nullable Integer sealedBy,
            Instant knownAt,
            Origin origin) {}

    private record Time(CustomerId customer, Instant knownAt) {}

    private record Judgement(Health health, List<Because> because) {}

    /** What one transaction has seen and changed. Of one thread. */
    private static final class Work {
        final Map<CustomerId, Row> rows = new LinkedHashMap<>();
        final List<FactRow> facts = new ArrayList<>();
        final Map<Time, Judgement> judged = new LinkedHashMap<>();
    }
}
