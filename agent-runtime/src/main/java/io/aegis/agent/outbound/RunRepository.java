package io.aegis.agent.outbound;

import io.aegis.agent.application.Runs;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.RunId;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import io.aegis.messaging.Rows;
import io.aegis.messaging.TransactionMemory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs in this agent's database. */
@ApplicationScoped
class RunRepository implements Runs, PersonalRecords {
    private final Database database;
    private final Rows rows;
    private final TransactionMemory memory;
    private final Clock clock;
    private final DraftRepository drafts;
    private final Rows.Table<Run> runs;

    RunRepository(Database database, Rows rows, TransactionMemory memory, Clock clock, DraftRepository drafts) {
        this.database = database;
        this.rows = rows;
        this.memory = memory;
        this.clock = clock;
        this.drafts = drafts;
        this.runs = Rows.Table.<Run>of(
                        "run",
                        "select id, document from run where id = any (?)",
                        document -> Json.read(document, Run.class),
                        """
                        insert into run (id, customer, turn, finished, document, began_at, updated_at)
                        select saved.*, saved.at
                        from {rows} as saved(id, customer, turn, finished, document, at)
                        on conflict (id) do update
                        set finished = excluded.finished, document = excluded.document, updated_at = excluded.updated_at
                        """)
                .text(run -> run.ask().customer().value())
                .text(run -> run.ask().turn().value())
                .flag(RunRepository::isOver)
                .text(Json::text)
                .time(run -> clock.instant());
    }

    /** Of which runs the transaction is. */
    private record Expected(Set<RunId> ids) {}

    @Override
    public void expect(List<RunId> ids) {
        rows.expect(runs, ids.stream().map(RunId::value).toList());
        expected().addAll(ids);
    }

    private Set<RunId> expected() {
        Expected expected = memory.kept(Expected.class, () -> new Expected(new HashSet<>()), known -> {});
        return expected == null ? new HashSet<>() : expected.ids;
    }

    @Override
    public Optional<Run> find(RunId id) {
        return rows.find(runs, id.value());
    }

    @Override
    public List<Run> between(Instant from, Instant to, int most) {
        return database.query(
                "select document from run where updated_at >= ? and updated_at < ? order by updated_at, id limit ?",
                row -> Json.read(row.getString(1), Run.class),
                from,
                to,
                most);
    }

    /** One that is alone in its transaction is asked for and written by one statement; several are as all that is saved. */
    @Override
    public boolean add(Run run) {
        if (expected().size() <= 1) {
            return insert(run);
        }
        boolean first = find(run.id()).isEmpty();
        if (first) {
            save(run);
        }
        return first;
    }

    private boolean insert(Run run) {
        rows.settle();
        Instant now = clock.instant();
        boolean added = database.update(
                        """
                        insert into run (id, customer, turn, finished, document, began_at, updated_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (id) do nothing
                        """,
                        run.id().value(),
                        run.ask().customer().value(),
                        run.ask().turn().value(),
                        isOver(run),
                        Json.text(run),
                        now,
                        now)
                == 1;
        if (added) {
            dropDraft(run);
        }
        return added;
    }

    @Override
    public void save(Run run) {
        rows.put(runs, run.id().value(), run);
        dropDraft(run);
    }

    private void dropDraft(Run run) {
        if (run.paid().findAny().isPresent()) {
            drafts.drop(run);
        }
    }

    private static boolean isOver(Run run) {
        return switch (run.state()) {
            case RunState.Finished finished -> true;
            case RunState.Stopped stopped -> true;
            case RunState.AwaitsActions awaits -> false;
            case RunState.ModelsTurn goesOn -> false;
        };
    }

    /** Somebody waits for the end of a run that has not ended. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update("delete from run where customer = ? and finished and began_at <= ?", customer.value(), until);
        return database.query(
                        "select 1 from run where customer = ? and began_at <= ? limit 1",
                        row -> true,
                        customer.value(),
                        until)
                .isEmpty();
    }
}
