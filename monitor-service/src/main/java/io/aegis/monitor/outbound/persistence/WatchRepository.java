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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class WatchRepository implements WatchStore {
    /**
     * Of messages from before an erasure there are no rows. An array that is itself selected has a length that the planner does
     * not know, so that it does not plan anew for each; and what is asked as a value it looks up by the key, also in a table
     * that was never analysed.
     */
    private static final String NEWS = """
            with news as (
                select customer, version, cast(snapshot as jsonb) as snapshot, told_at, cast(happenings as jsonb) as happenings, n
                from unnest((select ?::text[]), (select ?::bigint[]), (select ?::text[]), (select ?::timestamptz[]),
                            (select ?::text[])) with ordinality as t(customer, version, snapshot, told_at, happenings, n)
                where coalesce((select w.erased from watch w where w.customer = t.customer), 0) <= version
            """;

    private static final String IN_FORCE = " (select revision from playbook_revision) = ?\n";

    /** Of several snapshots of a customer the newest stays, and the later told of one version: the probability of churn may differ. */
    private static final String KEPT = """
            ), kept as (
                insert into watch as w (customer, version, snapshot)
                select distinct on (customer) customer, version, snapshot from news order by customer, version desc, n desc
                on conflict (customer) do update
                set version = greatest(w.version, excluded.version),
                    snapshot = case when w.version <= excluded.version then excluded.snapshot else w.snapshot end
            ), remembered as (
                insert into history (customer, told_at, snapshot, happenings)
                select customer, told_at, snapshot, happenings from news order by n
            )
            """;

    private static final String SPOKEN = """
            , spoken as (
                insert into contact (customer, at, source)
                select customer, at, 'mail' from unnest((select ?::bigint[]), (select ?::timestamptz[])) as m(n, at)
                join news using (n)
                on conflict do nothing
            )
            """;

    private static final String BEGUN = """
            , begun as (
                insert into occasion (id, customer, playbook, version, happening, due_at, outcome)
                select id, customer, playbook, b.version, cast(happening as jsonb), due_at, 'waiting'
                from unnest((select ?::bigint[]), (select ?::text[]), (select ?::text[]), (select ?::int[]), (select ?::text[]),
                            (select ?::timestamptz[])) as b(n, id, playbook, version, happening, due_at)
                join news using (n)
                on conflict do nothing
            )
            """;

    /**
     * A row for each customer and for each occasion that is open, is measured, or is asked about and there; as they are before
     * what is kept by the same statement.
     */
    private static final String ANSWER = """
            select a.customer as of_customer,
                   coalesce((select w.erased from watch w where w.customer = a.customer), 0) as erased, o.*
            from unnest((select ?::text[]), (select ?::text[]), (select ?::boolean[])) as a(customer, occasion, heeded)
            left join lateral (
                select id, playbook, version, happening, due_at, null as decided_at from occasion
                where a.heeded and customer = a.customer and outcome in ('waiting', 'held')
                union all
                select id, playbook, version, happening, due_at, decided_at from occasion
                where a.heeded and customer = a.customer and closes_at is not null and closed_at is null
                union all
                select id, null, null, null, null, null from occasion where id = a.occasion
            ) o on true
            where""";

    private static final String IN_ORDER = "order by decided_at, due_at, id";

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
    public Optional<List<Known>> keep(long revision, List<News> told, List<Question> questions) {
        List<Object> parameters = news(told);
        parameters.add(revision);
        String kept = KEPT + rest(told, parameters);
        List<Asked> asked = questions.stream().flatMap(Asked::of).toList();
        parameters.add(asked.stream().map(one -> one.customer.value()).toArray(String[]::new));
        parameters.add(asked.stream().map(Asked::occasion).toArray(String[]::new));
        parameters.add(asked.stream().map(Asked::heeded).toArray(Boolean[]::new));
        parameters.add(revision);
        List<Answer> answers = database.query(
                NEWS + "and" + IN_FORCE + kept + ANSWER + IN_FORCE + IN_ORDER, Answer::read, parameters.toArray());
        return answers.isEmpty() ? Optional.empty() : Optional.of(known(answers));
    }

    @Override
    public void keep(List<News> told) {
        List<Object> parameters = news(told);
        database.query(NEWS + KEPT + rest(told, parameters) + "select 1", row -> true, parameters.toArray());
    }

    private static List<Object> news(List<News> told) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(texts(told, news -> news.now().customer().value()));
        parameters.add(told.stream().map(news -> news.now().version()).toArray(Long[]::new));
        parameters.add(texts(told, news -> Json.text(news.now())));
        parameters.add(told.stream().map(News::toldAt).toArray(Instant[]::new));
        parameters.add(texts(told, news -> Json.text(news.happenings())));
        return parameters;
    }

    /** What few messages bring is no part of the statement when none does. */
    private static String rest(List<News> told, List<Object> parameters) {
        String rest = "";
        List<Numbered<Instant>> mails = Numbered.all(told, News::mails);
        if (!mails.isEmpty()) {
            rest += SPOKEN;
            parameters.add(Numbered.numbers(mails));
            parameters.add(mails.stream().map(Numbered::value).toArray(Instant[]::new));
        }
        List<Numbered<Occasion>> begins = Numbered.all(told, News::begins);
        if (!begins.isEmpty()) {
            rest += BEGUN;
            List<Occasion> occasions = begins.stream().map(Numbered::value).toList();
            parameters.add(Numbered.numbers(begins));
            parameters.add(texts(occasions, occasion -> occasion.id().value()));
            parameters.add(texts(occasions, Occasion::playbook));
            parameters.add(occasions.stream().map(Occasion::version).toArray(Integer[]::new));
            parameters.add(texts(occasions, occasion -> Json.text(occasion.happening())));
            parameters.add(occasions.stream().map(Occasion::due).toArray(Instant[]::new));
        }
        return rest;
    }

    /** Something of a message. @param number of the message, from one on */
    private record Numbered<T>(long number, T value) {
        static <T> List<Numbered<T>> all(List<News> told, Function<News, List<T>> of) {
            return IntStream.range(0, told.size())
                    .boxed()
                    .flatMap(i -> of.apply(told.get(i)).stream().map(value -> new Numbered<>(i + 1L, value)))
                    .toList();
        }

        static <T> Long[] numbers(List<Numbered<T>> all) {
            return all.stream().map(Numbered::number).toArray(Long[]::new);
        }
    }

    /** @param occasion absent for the question about the customer */
    private record Asked(CustomerId customer, @Nullable String occasion, boolean heeded) {
        static Stream<Asked> of(Question question) {
            return Stream.concat(
                    Stream.of(new Asked(question.customer(), null, question.heeded())),
                    question.begins().stream().map(id -> new Asked(question.customer(), id.value(), false)));
        }
    }

    private static List<Known> known(List<Answer> answers) {
        Map<CustomerId, Known> known = new LinkedHashMap<>();
        for (Answer answer : answers) {
            Known one = known.computeIfAbsent(
                    answer.customer,
                    customer ->
                            new Known(customer, answer.erased, new HashSet<>(), new ArrayList<>(), new ArrayList<>()));
            if (answer.decided != null && answer.occasion != null) {
                one.measured().add(new Measured(answer.occasion, answer.decided));
            } else if (answer.occasion != null) {
                one.open().add(answer.occasion);
            } else if (answer.id != null) {
                one.begun().add(new InterventionId(answer.id));
            }
        }
        return List.copyOf(known.values());
    }

    /** @param occasion absent for one that was asked about, and where there is none */
    private record Answer(
            CustomerId customer,
            long erased,
            @Nullable String id,
            @Nullable Occasion occasion,
            @Nullable Instant decided) {
        static Answer read(ResultSet row) throws SQLException {
            CustomerId customer = new CustomerId(row.getString("of_customer"));
            long erased = row.getLong("erased");
            String id = row.getString("id");
            return row.getString("playbook") == null
                    ? new Answer(customer, erased, id, null, null)
                    : new Answer(
                            customer,
                            erased,
                            id,
                            OccasionRepository.read(row, customer),
                            OccasionRepository.time(row, "decided_at"));
        }
    }

    private static <T> String[] texts(List<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
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
