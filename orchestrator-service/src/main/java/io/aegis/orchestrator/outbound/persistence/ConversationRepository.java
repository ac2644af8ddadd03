package io.aegis.orchestrator.outbound.persistence;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.Database;
import io.aegis.messaging.Part;
import io.aegis.messaging.Parts;
import io.aegis.messaging.PersonalRecords;
import io.aegis.messaging.TransactionMemory;
import io.aegis.orchestrator.application.ConversationStore;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Conversations in PostgreSQL. Costs follow what is asked for, not how much there is. A transaction reads a conversation and a
 * turn once, and writes what became of them with one statement right before its commit, for many customers as for one; earlier
 * only when it asks for a list, which must show what was changed. Who changes them holds the customer's lock, so what was
 * read stays true until then.
 */
@ApplicationScoped
class ConversationRepository implements ConversationStore, PersonalRecords {
    private static final String CONVERSATION =
            "select " + ConversationRow.COLUMNS + " from conversation c where c.id = ?";
    private static final String CONVERSATIONS = "select " + ConversationRow.COLUMNS + " from conversation c ";
    private static final String LINES = "select " + LineRow.COLUMNS + " from line l ";

    /** Of each conversation the latest after a revision. */
    private static final String LATEST_LINES = "select " + LineRow.COLUMNS + """
            from unnest(?::text[], ?::bigint[]) as wanted(conversation, after)
            cross join lateral (
                select * from line
                where conversation = wanted.conversation and revision > wanted.after order by revision desc limit ?
            ) l
            order by l.conversation, l.revision
            """;

    private static final String TURNS = "select " + TurnRow.COLUMNS + " from turn t ";

    private static final String LAST = "select " + ConversationRow.COLUMNS + ", " + TurnRow.COLUMNS + """
            from conversation c
            left join lateral (
                select * from turn where conversation = c.id order by began_revision desc limit 1
            ) t on true
            where c.id = ?
            """;

    /** With their conversations, which are changed with them. */
    private static final String WHOLE_TURNS = "select " + TurnRow.COLUMNS + ", " + ConversationRow.COLUMNS
            + " from turn t join conversation c on c.id = t.conversation where t.id = any (?)";

    /** What begins with each request: one row for each turn that is needed, or one without a turn. */
    private static final String BEGINNINGS = "select " + TurnRow.COLUMNS + ", " + ConversationRow.COLUMNS + """
            , asked.n, coalesce(t.requester = asked.requester and t.idempotency_key = asked.key, false) as earlier, t.request_hash,
              array(select array[source, cast(sequence as text)] from seen where customer = asked.customer order by source) as seen
            from unnest(?::text[], ?::text[], ?::text[], ?::text[])
                with ordinality as asked(customer, requester, key, conversation, n)
            left join conversation c on c.id = asked.conversation and c.customer = asked.customer
            left join turn t on t.id = any (array[c.in_work, (
                select id from turn
                where customer = asked.customer and requester = asked.requester and idempotency_key = asked.key)])
            """;

    /** Of a joined turn, the replies to what it was joined to are its own. */
    private static final String EXCHANGES =
            "select t.customer, t.first, r.status in ('" + TurnRow.WORKING + "', '" + TurnRow.QUEUED
                    + "') as awaited, " + TurnRow.COLUMNS + ", " + LineRow.COLUMNS + """
            from turn t join turn r on r.id = coalesce(t.joined_into, t.id)
            left join line l on l.turn = r.id and l.speaker = 'aegis' and not l.kept_back
            where t.id = any (?) or t.first = any (?)
            order by t.first is not null, t.began_revision, t.id, l.revision
            """;

    private static final Part<SeenRow> SEEN = Part.<SeenRow>of("""
                    insert into seen (customer, source, sequence) select * from {rows}
                    on conflict (customer, source) do update set sequence = greatest(seen.sequence, excluded.sequence)
                    """)
            .text(row -> row.place.customer.value())
            .text(row -> row.place.source)
            .number(SeenRow::sequence);

    /** Of a taken-over conversation the line's text is the reason's name, and nobody's words. */
    private static final List<String> FORGET = List.of(
            """
            update line set text = 'erased'
            where conversation in (select id from conversation where customer = ?) and at <= ? and speaker <> 'taken_over'
            """,
            """
            update line set text = 'erased' where turn in (select id from turn where customer = ? and began_at <= ?)
            """,
            "update conversation set title = null, summary = null where customer = ? and opened_at <= ?",
            """
            update turn set steps = '[]', idempotency_key = null, request_hash = null,
                            offers = case when offers is null then null else '[]' end,
                            feedback = cast(cast(feedback as jsonb) - 'comment' as text)
            where customer = ? and began_at <= ?
            """);

    private final Database database;
    private final TransactionMemory memory;

    ConversationRepository(Database database, TransactionMemory memory) {
        this.database = database;
        this.memory = memory;
    }

    @Override
    public Optional<Conversation> find(ConversationId id) {
        Work work = work();
        if (work != null && work.conversations.containsKey(id)) {
            return Optional.of(work.conversations.get(id));
        }
        Optional<Conversation> found = database.query(CONVERSATION, ConversationRow::read, id.value()).stream()
                .findFirst();
        if (work != null) {
            found.ifPresent(work::read);
        }
        return found;
    }

    @Override
    public Optional<Last> last(ConversationId id) {
        return database
                .query(
                        LAST,
                        row -> new Last(
                                ConversationRow.read(row), row.getString("t_id") == null ? null : TurnRow.read(row)),
                        id.value())
                .stream()
                .findFirst();
    }

    @Override
    public List<Conversation> latest(CustomerId customer, int atMost) {
        settle();
        return database.query(
                CONVERSATIONS + "where c.customer = ? order by c.opened_at desc, c.id limit ?",
                ConversationRow::read,
                customer.value(),
                atMost);
    }

    @Override
    public List<Conversation> handedOff(int atMost) {
        settle();
        return database.query(
                CONVERSATIONS + "where c.handoff_since is not null order by c.handoff_since, c.id limit ?",
                ConversationRow::read,
                atMost);
    }

    @Override
    public void save(Conversation conversation) {
        changing().save(conversation);
    }

    @Override
    public void append(ConversationId conversation, Line line) {
        changing().append(conversation, line);
    }

    @Override
    public List<Line> lines(ConversationId conversation, long after, int atMost) {
        Recent wanted = new Recent(conversation, after, atMost);
        Work work = work();
        if (work == null) {
            return read(Set.of(wanted), atMost).getOrDefault(wanted, List.of());
        }
        if (work.hasNone(wanted)) {
            return List.of();
        }
        if (!work.recent.containsKey(wanted)) {
            if (work.appended(conversation)) {
                write(work);
            }
            Set<Recent> all = work.expected(wanted);
            Map<Recent, List<Line>> found = read(all, atMost);
            all.forEach(recent -> work.recent.put(recent, found.getOrDefault(recent, List.of())));
        }
        return Objects.requireNonNull(work.recent.get(wanted));
    }

    private Map<Recent, List<Line>> read(Set<Recent> all, int atMost) {
        Map<String, Recent> wanted =
                all.stream().collect(Collectors.toMap(recent -> recent.conversation.value(), Function.identity()));
        return database
                .query(
                        LATEST_LINES,
                        LineRow::read,
                        all.stream().map(recent -> recent.conversation.value()).toArray(String[]::new),
                        all.stream().map(Recent::after).toArray(Long[]::new),
                        atMost)
                .stream()
                .collect(Collectors.groupingBy(
                        row -> Objects.requireNonNull(wanted.get(row.conversation())),
                        Collectors.mapping(LineRow::line, Collectors.toList())));
    }

    /** The latest lines of a conversation after a revision. */
    private record Recent(ConversationId conversation, long after, int atMost) {}

    @Override
    public List<Line.KeptBack> keptBack(ConversationId conversation) {
        settle();
        return database
                .query(
                        LINES + "where l.conversation = ? and l.kept_back order by l.revision",
                        LineRow::read,
                        conversation.value())
                .stream()
                .map(LineRow::line)
                .map(Line.KeptBack.class::cast)
                .toList();
    }

    @Override
    public void say(ConversationId conversation, Line.KeptBack line, long revision) {
        settle();
        changing().forgetLines(conversation);
        database.update(
                "update line set kept_back = false, revision = ? where conversation = ? and revision = ?",
                revision,
                conversation.value(),
                line.revision());
        if (line.said() instanceof Line.Replied replied) {
            database.update(
                    "update turn set changed_revision = ? where id = ?",
                    revision,
                    replied.turn().value());
        }
    }

    @Override
    public List<Line.Asked> queued(ConversationId conversation) {
        settle();
        return database
                .query(
                        LINES + "join turn t on t.id = l.turn where l.conversation = ? and l.speaker = ?"
                                + " and t.conversation = l.conversation and t.status = ? order by l.revision",
                        LineRow::read,
                        conversation.value(),
                        LineRow.CUSTOMER,
                        TurnRow.QUEUED)
                .stream()
                .map(LineRow::asked)
                .toList();
    }

    @Override
    public List<Turn> begun(ConversationId conversation, long after, long upTo, int atMost) {
        settle();
        return database.query(
                        TURNS + "where t.conversation = ? and t.began_revision > ? and t.began_revision <= ?"
                                + " order by t.began_revision desc limit ?",
                        TurnRow::read,
                        conversation.value(),
                        after,
                        upTo,
                        atMost)
                .reversed();
    }

    @Override
    public List<Turn> turns(ConversationId conversation, long after, int atMost) {
        settle();
        return database.query(
                        TURNS
                                + "where t.conversation = ? and t.changed_revision > ? order by t.began_revision desc limit ?",
                        TurnRow::read,
                        conversation.value(),
                        after,
                        atMost)
                .reversed();
    }

    @Override
    public Optional<Turn> turn(TurnId id, Supplier<Stream<TurnId>> others) {
        Work work = work();
        if (work == null) {
            return whole(Stream.of(id)).stream().map(Whole::turn).findFirst();
        }
        if (!work.turns.containsKey(id)) {
            whole(Stream.concat(Stream.of(id), others.get().filter(other -> !work.turns.containsKey(other))))
                    .forEach(read -> {
                        work.read(read.turn);
                        work.read(read.conversation);
                    });
        }
        return Optional.ofNullable(work.turns.get(id));
    }

    private List<Whole> whole(Stream<TurnId> turns) {
        return database.query(WHOLE_TURNS, row -> new Whole(TurnRow.read(row), ConversationRow.read(row)), (Object)
                turns.map(TurnId::value).distinct().toArray(String[]::new));
    }

    private record Whole(Turn turn, Conversation conversation) {}

    @Override
    public Map<TurnId, List<Exchange>> exchanges(Set<TurnId> firsts) {
        settle();
        String[] ids = firsts.stream().map(TurnId::value).toArray(String[]::new);
        Map<TurnId, Map<TurnId, Exchange>> found = new HashMap<>();
        database.query(EXCHANGES, ConversationRepository::exchange, ids, ids)
                .forEach(row -> row.of()
                        .filter(firsts::contains)
                        .forEach(first -> found.computeIfAbsent(first, none -> new LinkedHashMap<>())
                                .merge(row.exchange.turn().id(), row.exchange, Exchange::with)));
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, of -> List.copyOf(of.getValue().values())));
    }

    /** @param first as of a request; absent for one that is the first of its message */
    private record ExchangeRow(@Nullable TurnId first, Exchange exchange) {
        /** What it may be asked for by. */
        Stream<TurnId> of() {
            return Stream.concat(Stream.of(exchange.turn().id()), Stream.ofNullable(first));
        }
    }

    private static ExchangeRow exchange(ResultSet row) throws SQLException {
        String first = row.getString("first");
        Exchange exchange = new Exchange(
                new CustomerId(row.getString("customer")),
                TurnRow.read(row),
                row.getBoolean("awaited"),
                row.getString("l_turn") == null
                        ? List.of()
                        : List.of(LineRow.read(row).replied()));
        return new ExchangeRow(first == null ? null : new TurnId(first), exchange);
    }

    @Override
    public Map<TurnId, List<Line.Replied>> replies(Collection<TurnId> turns) {
        if (turns.isEmpty()) {
            return Map.of();
        }
        settle();
        return database
                .query(
                        LINES + "where l.turn = any (?) and l.speaker = ? and not l.kept_back order by l.revision",
                        LineRow::read,
                        turns.stream().map(TurnId::value).toArray(String[]::new),
                        LineRow.AEGIS)
                .stream()
                .map(LineRow::replied)
                .collect(Collectors.groupingBy(Line.Replied::turn));
    }

    @Override
    public void begin(Turn turn, CustomerId customer, Request request) {
        changing().begin(turn, customer, request);
    }

    @Override
    public void save(Turn turn, long revision) {
        changing().save(turn, revision);
    }

    @Override
    public void expect(CustomerId customer, Request request, @Nullable ConversationId conversation) {
        changing().expected.add(new Start(customer, request, conversation));
    }

    @Override
    public Optional<Earlier> earlier(CustomerId customer, Request request, @Nullable ConversationId conversation) {
        Work work = changing();
        Start start = new Start(customer, request, conversation);
        if (!work.started.containsKey(start)) {
            work.expected.add(start);
            begin(work, List.copyOf(work.expected));
        }
        return Objects.requireNonNull(work.started.get(start));
    }

    private void begin(Work work, List<Start> all) {
        work.expected.clear();
        all.forEach(start -> work.started.put(start, Optional.empty()));
        database.query(
                BEGINNINGS,
                row -> work.read(row, all.get(row.getInt("n") - 1)),
                texts(all, start -> start.customer.value()),
                texts(all, start -> start.request.requester()),
                texts(all, start -> start.request.key()),
                texts(all, start -> start.conversation == null ? null : start.conversation.value()));
    }

    private static Object texts(List<Start> all, Function<Start, @Nullable String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }

    /** A request that begins something, unless it did before. */
    private record Start(
            CustomerId customer, Request request, @Nullable ConversationId conversation) {}

    @Override
    public List<Seen> seen(CustomerId customer) {
        Work work = work();
        if (work != null && work.seen.containsKey(customer)) {
            return work.seen.get(customer);
        }
        settle();
        return database.query(
                "select source, sequence from seen where customer = ? order by source",
                row -> new Seen(row.getString(1), row.getLong(2)),
                customer.value());
    }

    @Override
    public void saw(CustomerId customer, List<Seen> points) {
        Work work = changing();
        work.seen.remove(customer);
        points.forEach(
                point -> work.saw.merge(new SeenRow.Place(customer, point.source()), point.sequence(), Math::max));
    }

    /** That conversations were held, when and about what intents, stays. What is said to a turn that has not ended comes yet. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        Work work = changing();
        write(work);
        work.conversations.clear();
        work.turns.clear();
        work.recent.clear();
        work.started.clear();
        FORGET.forEach(statement -> database.update(statement, customer.value(), until));
        return database.query(
                        "select 1 from turn where customer = ? and began_at <= ? and status in (?, ?, ?) limit 1",
                        row -> true,
                        customer.value(),
                        until,
                        TurnRow.WORKING,
                        TurnRow.WAITING,
                        TurnRow.QUEUED)
                .isEmpty();
    }

    @Override
    public Map<ConversationId, Long> revisions(Set<ConversationId> conversations) {
        return database
                .query(
                        "select id, revision from conversation where id = any (?)",
                        row -> Map.entry(new ConversationId(row.getString(1)), row.getLong(2)),
                        (Object) conversations.stream()
                                .map(ConversationId::value)
                                .toArray(String[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What the running transaction knows; absent outside of any. */
    private @Nullable Work work() {
        return memory.kept(Work.class, Work::new, this::write);
    }

    private Work changing() {
        return Objects.requireNonNull(work(), "conversations change in a transaction only");
    }

    /** Writes now what was changed, for a statement that has to see it. */
    private void settle() {
        Work work = work();
        if (work != null) {
            write(work);
        }
    }

    private void write(Work work) {
        work.changes().write(database);
        work.written();
    }

    private record SeenRow(Place place, long sequence) {
        record Place(CustomerId customer, String source) {}
    }

    /** What one transaction has read, and what it will write. */
    private static final class Work {
        final Map<ConversationId, Conversation> conversations = new HashMap<>();
        final Map<TurnId, Turn> turns = new HashMap<>();
        final Map<Recent, List<Line>> recent = new HashMap<>();
        final Map<CustomerId, List<Seen>> seen = new HashMap<>();
        final Set<Start> expected = new LinkedHashSet<>();
        final Map<Start, Optional<Earlier>> started = new HashMap<>();

        final Map<ConversationId, Conversation> saved = new LinkedHashMap<>();
        final Map<TurnId, TurnRow.Added> added = new LinkedHashMap<>();
        final Map<TurnId, TurnRow.Changed> changed = new LinkedHashMap<>();
        final List<LineRow> lines = new ArrayList<>();
        final Map<SeenRow.Place, Long> saw = new LinkedHashMap<>();

        /** What was changed here is later than what stands there. */
        void read(Conversation conversation) {
            conversations.putIfAbsent(conversation.id(), conversation);
        }

        void read(Turn turn) {
            turns.putIfAbsent(turn.id(), turn);
        }

        boolean read(ResultSet row, Start start) throws SQLException {
            if (row.getString("c_id") != null) {
                read(ConversationRow.read(row));
            }
            if (row.getString("t_id") != null) {
                read(TurnRow.read(row));
            }
            if (row.getBoolean("earlier")) {
                started.put(
                        start,
                        Optional.of(new Earlier(
                                new TurnId(row.getString("t_id")), String.valueOf(row.getString("request_hash")))));
            }
            seen.put(
                    start.customer,
                    Stream.of((Object[]) row.getArray("seen").getArray())
                            .map(String[].class::cast)
                            .map(point -> new Seen(point[0], Long.parseLong(point[1])))
                            .toList());
            return true;
        }

        /** No line is later than its conversation. */
        boolean hasNone(Recent wanted) {
            Conversation known = conversations.get(wanted.conversation);
            return known != null && known.revision() <= wanted.after;
        }

        /** True when there are lines that are not written yet. */
        boolean appended(ConversationId conversation) {
            return lines.stream().anyMatch(line -> line.conversation().equals(conversation.value()));
        }

        /** With what the other requests that begin something here will want of their conversations. */
        Set<Recent> expected(Recent wanted) {
            return Stream.concat(
                            Stream.of(wanted),
                            started.entrySet().stream()
                                    .filter(start -> start.getValue().isEmpty())
                                    .map(start -> start.getKey().conversation)
                                    .filter(Objects::nonNull)
                                    .map(conversations::get)
                                    .filter(Objects::nonNull)
                                    .filter(other -> !other.id().equals(wanted.conversation) && !appended(other.id()))
                                    .map(other -> new Recent(other.id(), other.summarisedThrough(), wanted.atMost))
                                    .filter(other -> !hasNone(other) && !recent.containsKey(other)))
                    .collect(Collectors.toSet());
        }

        void append(ConversationId conversation, Line line) {
            forgetLines(conversation);
            lines.add(LineRow.of(conversation, line));
        }

        void forgetLines(ConversationId conversation) {
            recent.keySet().removeIf(of -> of.conversation.equals(conversation));
        }

        void save(Conversation conversation) {
            conversations.put(conversation.id(), conversation);
            saved.put(conversation.id(), conversation);
        }

        void begin(Turn turn, CustomerId customer, Request request) {
            turns.put(turn.id(), turn);
            TurnRow.Changed now = new TurnRow.Changed(turn, turn.beginning().revision());
            added.put(turn.id(), new TurnRow.Added(now, customer, request));
        }

        void save(Turn turn, long revision) {
            turns.put(turn.id(), turn);
            TurnRow.Changed now = new TurnRow.Changed(turn, revision);
            if (added.computeIfPresent(
                            turn.id(), (id, begun) -> new TurnRow.Added(now, begun.customer(), begun.request()))
                    == null) {
                changed.put(turn.id(), now);
            }
        }

        Parts changes() {
            return new Parts()
                    .with(ConversationRow.SAVED, saved.values())
                    .with(TurnRow.ADDED, added.values())
                    .with(TurnRow.CHANGED, changed.values())
                    .with(LineRow.ADDED, lines)
                    .with(
                            SEEN,
                            saw.entrySet().stream()
                                    .map(point -> new SeenRow(point.getKey(), point.getValue()))
                                    .toList());
        }

        void written() {
            saved.clear();
            added.clear();
            changed.clear();
            lines.clear();
            saw.clear();
        }
    }
}
