package io.aegis.e2e.bench;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Customers of whom each waits for one playbook. The first comes through the topic; the others are the rows that the first
 * left behind, under other ids and in the lanes that those belong to. Their times are spread over a hundred hours, which
 * begin tomorrow.
 */
final class Watched {
    private static final String FIRST = "first-watched";
    private static final int LANES = 64;
    private static final int IN_A_HUNDRED = 100;

    private final Connection monitor;
    private int count;

    Watched(Connection monitor) {
        this.monitor = monitor;
    }

    /** @param wire to the topics */
    void first(Wire wire) throws SQLException, InterruptedException {
        CustomerId customer = new CustomerId(FIRST);
        Instant now = Instant.now();
        CustomerFact issued = new CustomerFact.KeyIssued(new KeyId("key-first"), Environment.TEST, "ab12", now);
        wire.send(
                Topics.CUSTOMERS,
                "state",
                "first-watched-1",
                1L,
                "aegis.customer.changed.v1",
                FIRST,
                Json.text(new CustomerChanged(CustomerSnapshot.unknown(customer), List.of(issued))));
        Databases.await(monitor, "select count(*) from occasion where customer = '%s'".formatted(FIRST), 1);
        execute("create table bench_planted (n int primary key, customer text not null, lane smallint not null)");
    }

    /** Until there are so many. */
    void growTo(int customers) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder();
        for (int n = count + 1; n <= customers; n++) {
            String customer = name(n);
            rows.append(n)
                    .append('\t')
                    .append(customer)
                    .append('\t')
                    .append(Math.floorMod(customer.hashCode(), LANES))
                    .append('\n');
        }
        monitor.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "copy bench_planted from stdin",
                        new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)));
        execute("set synchronous_commit = off");
        for (String copy : List.of(
                "customer_sequence (customer, sequence) select p.customer, t.sequence from customer_sequence t",
                "applied (customer, source, topic, sequence, before) select p.customer, t.source, t.topic, t.sequence, t.before"
                        + " from applied t",
                "watch (customer, version, snapshot) select p.customer, t.version, replace(t.snapshot::text, t.customer,"
                        + " p.customer)::jsonb from watch t",
                "history (customer, told_at, snapshot, happenings) select p.customer, t.told_at, replace(t.snapshot::text,"
                        + " t.customer, p.customer)::jsonb, t.happenings from history t",
                "occasion (id, customer, playbook, version, happening, due_at, outcome) select 'of-' || p.customer, p.customer,"
                        + " t.playbook, t.version, t.happening, now() + interval '1 day' + p.n % 360000 * interval '1 second',"
                        + " t.outcome from occasion t",
                "timer (customer, name, lane, due_at, type, correlation, data) select p.customer, replace(t.name, o.id, 'of-' ||"
                        + " p.customer), p.lane, now() + interval '1 day' + p.n % 360000 * interval '1 second', t.type,"
                        + " t.correlation || p.n, convert_to(replace(replace(convert_from(t.data, 'UTF8'), o.id, 'of-' ||"
                        + " p.customer), t.customer, p.customer), 'UTF8') from timer t join occasion o on o.customer ="
                        + " t.customer")) {
            execute("insert into " + copy
                    + " cross join bench_planted p where t.customer = '%s' and p.n > %d".formatted(FIRST, count));
        }
        execute("set synchronous_commit = on");
        for (String table :
                List.of("customer_sequence", "applied", "watch", "history", "occasion", "timer", "bench_planted")) {
            execute("vacuum analyze " + table);
        }
        execute("checkpoint");
        count = customers;
    }

    /**
     * Lets one in a hundred be due, each at its own time. Rows are found by their keys, so that among many customers it
     * takes no longer than among few.
     *
     * @param which of the hundred
     * @param first when the first is due
     * @param over evenly, from then on
     * @return who, and when
     */
    Map<String, Instant> due(int which, Instant first, Duration over) throws SQLException {
        Map<String, Instant> due = new LinkedHashMap<>();
        for (int n = which == 0 ? IN_A_HUNDRED : which; n <= count; n += IN_A_HUNDRED) {
            due.put(name(n), first.plusMillis(over.toMillis() * n / count));
        }
        monitor.setAutoCommit(false);
        try {
            // what waits first, then what wakes it
            set(
                    due,
                    "update occasion t set due_at = d.due from unnest(?, ?) d(customer, due) where t.id = 'of-' || d.customer");
            set(
                    due,
                    "update timer t set due_at = d.due from unnest(?, ?) d(customer, due) where t.customer = d.customer");
            monitor.commit();
        } finally {
            monitor.setAutoCommit(true);
        }
        return due;
    }

    private void set(Map<String, Instant> due, String sql) throws SQLException {
        try (PreparedStatement statement = monitor.prepareStatement(sql)) {
            statement.setArray(1, monitor.createArrayOf("text", due.keySet().toArray()));
            statement.setArray(
                    2,
                    monitor.createArrayOf(
                            "timestamptz",
                            due.values().stream().map(Instant::toString).toArray()));
            int rows = statement.executeUpdate();
            if (rows != due.size()) {
                throw new IllegalStateException("%d of %d wait".formatted(rows, due.size()));
            }
        }
    }

    private static String name(int n) {
        return "watched-%07d".formatted(n);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = monitor.createStatement()) {
            statement.execute(sql);
        }
    }
}
