package io.aegis.agent.outbound;

import io.aegis.agent.application.ActionRecords;
import io.aegis.agent.application.Stops;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Stopped;
import io.aegis.messaging.Database;
import io.aegis.messaging.Rows;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class StopsTable implements Stops, ActionRecords {
    private static final long FRESH_FOR = Duration.ofSeconds(1).toNanos();

    private static final Rows.Table<Integer> RETURNED = Rows.Table.of(
                    "returned_release",
                    "select action, number::text from returned_release where action = any (?)",
                    Integer::valueOf,
                    """
                    insert into returned_release (action, number) select * from {rows}
                    on conflict (action) do update set number = greatest(returned_release.number, excluded.number)
                    """)
            .number(Integer::longValue);

    private final Database database;
    private final Rows rows;
    private volatile @Nullable Read last;

    StopsTable(Database database, Rows rows) {
        this.database = database;
        this.rows = rows;
    }

    private record Read(Stopped stopped, long at) {}

    @Override
    public Stopped now() {
        Read read = last;
        if (read == null || System.nanoTime() - read.at > FRESH_FOR) {
            Stopped stopped =
                    database
                            .query("select document from stopped", row -> Json.read(row.getString(1), Stopped.class))
                            .stream()
                            .findFirst()
                            .orElse(Stopped.NOTHING);
            read = new Read(stopped, System.nanoTime());
            last = read;
        }
        return read.stopped;
    }

    @Override
    public void keep(Stopped stopped) {
        boolean later = database.update("""
                        insert into stopped (id, version, document) values (1, ?, ?)
                        on conflict (id) do update set version = excluded.version, document = excluded.document
                        where stopped.version < excluded.version
                        """, stopped.version(), Json.text(stopped)) == 1;
        if (later) {
            last = new Read(stopped, System.nanoTime());
        }
    }

    @Override
    public void expect(List<ActionId> actions) {
        rows.expect(RETURNED, actions.stream().map(ActionId::value).toList());
    }

    @Override
    public void giveBack(ActionId action, int number) {
        rows.put(RETURNED, action.value(), Math.max(number, givenBack(action)));
    }

    @Override
    public int givenBack(ActionId action) {
        return rows.find(RETURNED, action.value()).orElse(0);
    }
}
