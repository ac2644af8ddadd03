package io.aegis.monitor.outbound.persistence;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import io.aegis.messaging.Database;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.application.WatchStore;
import io.aegis.monitor.domain.Occasion;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class WatchRepository implements WatchStore {
    /**
     * No row comes back, and nothing happens, when there is another revision of the playbooks. It is asked for as a value: of
     * a table that is never analysed the planner expects many rows, and would plan anew for each message.
     */
    private static final String KEEP = """
            with news as (
                select cast(? as text) as customer, cast(? as bigint) as version, cast(? as jsonb) as snapshot
                where (select revision from playbook_revision) = ?
            ), kept as (
                insert into watch as w (customer, version, snapshot) select customer, version, snapshot from news
                on conflict (customer) do update
                set version = greatest(w.version, excluded.version),
                    -- without a new version the probability of churn may be another
                    snapshot = case when w.version <= excluded.version then excluded.snapshot else w.snapshot end
                where w.erased <= excluded.version
                returning customer
            ), remembered as (
                insert into history (customer, told_at, snapshot, happenings)
                select customer, ?, snapshot, cast(? as jsonb) from news join kept using (customer)
            )
            """;

    private static final String KEEP_ONLY =
            KEEP + "select kept.customer is not null as taken, null as id from news left join kept using (customer)";

    /** A row for each occasion that begins, is open or is measured; what is inserted here is not selected here. */
    private static final String KEEP_AND_ASK = KEEP + """
            , spoken as (
                insert into contact (customer, at, source)
                select customer, at, 'mail' from kept cross join unnest(cast(? as timestamptz[])) as m(at)
                on conflict do nothing
            ), begun as (
                insert into occasion (id, customer, playbook, version, happening, due_at, outcome)
                select b.id, kept.customer, b.playbook, b.version, cast(b.happening as jsonb), b.due_at, 'waiting'
                from kept cross join unnest(cast(? as text[]), cast(? as text[]), cast(? as int[]), cast(? as text[]),
                                            cast(? as timestamptz[])) as b(id, playbook, version, happening, due_at)
                on conflict do nothing
                returning id
            ), touched as (
                select id, playbook, version, happening, due_at, null as decided_at from occasion
                where customer = ? and outcome in ('waiting', 'held')
                union all
                select id, playbook, version, happening, due_at, decided_at from occasion
                where customer = ? and closes_at is not null and closed_at is null
                union all
                select id, null, null, null, null, null from begun
            )
            select kept.customer is not null as taken, touched.* from news
            left join kept using (customer) left join touched on kept.customer is not null
            order by decided_at, due_at, id
            """;

    private static final String STANDING = """
            select (select revision from playbook_revision) as revision, snapshot,
                   array(select at from contact where customer = ? and at > ?) as contacts,
                   id, playbook, o.version, happening, due_at,
                   (select max(a.decided_at) from occasion a
                    where a.customer = o.customer and a.playbook = o.playbook and a.outcome in ('raised', 'held_out'))
                       as approached
            from (values (1)) as one left join watch w on w.customer = ?
            left join occasion o on o.customer = ? and outcome in ('waiting', 'held')
            order by due_at, id
            """;

    private final Database database;

    WatchRepository(Database database) {
        this.database = database;
    }

    @Override
    public Kept keep(News news) {
        CustomerId customer = news.now().customer();
        List<Object> parameters = new ArrayList<>(List.of(
                customer.value(),
                news.now().version(),
                Json.text(news.now()),
                news.revision(),
                news.toldAt(),
                Json.text(news.happenings())));
        boolean asks = news.heeded() || !news.mails().isEmpty();
        if (asks) {
            List<Occasion> begun = news.begun();
            parameters.addAll(List.of(
                    news.mails().toArray(Instant[]::new),
                    texts(begun, occasion -> occasion.id().value()),
                    texts(begun, Occasion::playbook),
                    begun.stream().map(Occasion::version).toArray(Integer[]::new),
                    texts(begun, occasion -> Json.text(occasion.happening())),
                    begun.stream().map(Occasion::due).toArray(Instant[]::new),
                    customer.value(),
                    customer.value()));
        }
        List<Touched> rows = database.query(
                asks ? KEEP_AND_ASK : KEEP_ONLY, row -> Touched.read(row, customer), parameters.toArray());
        return rows.isEmpty() ? new Kept.Outdated() : rows.getFirst().taken ? taken(rows) : new Kept.Erased();
    }

    private static Kept.Taken taken(List<Touched> rows) {
        Set<InterventionId> begun = new HashSet<>();
        List<Occasion> open = new ArrayList<>();
        List<Measured> measured = new ArrayList<>();
        for (Touched row : rows) {
            if (row.decided != null && row.occasion != null) {
                measured.add(new Measured(row.occasion, row.decided));
            } else if (row.occasion != null) {
                open.add(row.occasion);
            } else if (row.id != null) {
                begun.add(new InterventionId(row.id));
            }
        }
        return new Kept.Taken(begun, open, measured);
    }

    /** @param occasion absent for one that began by this statement, and where there is none */
    private record Touched(
            boolean taken,
            @Nullable String id,
            @Nullable Occasion occasion,
            @Nullable Instant decided) {
        static Touched read(ResultSet row, CustomerId customer) throws SQLException {
            String id = row.getString("id");
            if (id == null || row.getString("playbook") == null) {
                return new Touched(row.getBoolean("taken"), id, null, null);
            }
            return new Touched(
                    true, id, OccasionRepository.read(row, customer), OccasionRepository.time(row, "decided_at"));
        }
    }

    private static String[] texts(List<Occasion> occasions, Function<Occasion, String> text) {
        return occasions.stream().map(text).toArray(String[]::new);
    }

    @Override
    public void erase(CustomerId customer, long version) {
        // the snapshot of that very version says nothing personal, and may come yet
        database.update("""
                insert into watch as w (customer, version, snapshot, erased) values (?, ?, cast(? as jsonb), ?)
                on conflict (customer) do update
                set version = greatest(w.version, excluded.version),
                    snapshot = case when w.version <= excluded.version then excluded.snapshot else w.snapshot end,
                    erased = greatest(w.erased, excluded.erased)
                """, customer.value(), version - 1, Json.text(CustomerSnapshot.unknown(customer)), version);
    }

    @Override
    public Standing standing(CustomerId customer, Instant since) {
        List<Line> lines = database.query(
                STANDING, row -> Line.read(row, customer), customer.value(), since, customer.value(), customer.value());
        Line first = lines.getFirst();
        Map<String, Instant> approached = new HashMap<>();
        for (Line line : lines) {
            if (line.occasion != null && line.approached != null) {
                approached.put(line.occasion.playbook(), line.approached);
            }
        }
        return new Standing(
                first.revision,
                first.snapshot == null
                        ? CustomerSnapshot.unknown(customer)
                        : Json.read(first.snapshot, CustomerSnapshot.class),
                first.contacts,
                approached,
                lines.stream().flatMap(line -> Stream.ofNullable(line.occasion)).toList());
    }

    /** @param approached by the occasion's playbook */
    private record Line(
            long revision,
            @Nullable String snapshot,
            List<Instant> contacts,
            @Nullable Occasion occasion,
            @Nullable Instant approached) {
        static Line read(ResultSet row, CustomerId customer) throws SQLException {
            return new Line(
                    row.getLong("revision"),
                    row.getString("snapshot"),
                    Stream.of((Timestamp[]) row.getArray("contacts").getArray())
                            .map(Timestamp::toInstant)
                            .toList(),
                    row.getString("id") == null ? null : OccasionRepository.read(row, customer),
                    OccasionRepository.time(row, "approached"));
        }
    }
}
