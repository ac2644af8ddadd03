package io.aegis.e2e.bench;

import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The services' databases, seen from outside. One thread at a time. */
public final class Databases implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);
    private static final long PAUSE_MS = 100;
    private static final long LOOK_MS = 20;

    private final Map<Service, Connection> connections = new EnumMap<>(Service.class);
    private final OnItsWay onItsWay;

    public Databases(LocalSystem system) throws SQLException {
        onItsWay = new OnItsWay(system);
        for (Service service : Service.values()) {
            connections.put(
                    service,
                    DriverManager.getConnection(
                            system.databaseUrl() + "/" + service.database(),
                            system.databaseUser(),
                            system.databasePassword()));
        }
    }

    Map<Service, Connection> all() {
        return connections;
    }

    /**
     * Waits until no service has a message to work or to send.
     *
     * @return false when that took longer than a minute
     */
    public boolean awaitQuiet() throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!quiet()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        return true;
    }

    /** What is sent leaves the outbox before it is in the next inbox: in between it is looked for in Kafka. */
    private boolean quiet() throws SQLException, InterruptedException {
        return !somethingWaits() && !onItsWay.any() && !somethingWaits();
    }

    private boolean somethingWaits() throws SQLException {
        for (Connection connection : connections.values()) {
            if (number(
                            connection,
                            "select (select count(*) from inbox where status = 0) + (select count(*) from outbox)")
                    > 0) {
                return true;
            }
        }
        return false;
    }

    /** Transactions that wrote, in all databases of the server, since it was made. */
    long transactions() throws SQLException {
        return number(any(), "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
    }

    /** Bytes of the write-ahead log since the server was made. */
    long logBytes() throws SQLException {
        return number(any(), "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Waits until the number is reached; fails after ten minutes. */
    static void await(Connection connection, String number, long atLeast) throws SQLException, InterruptedException {
        await(connection, number, atLeast, LOOK_MS);
    }

    /** @param everyMs how often it is looked at */
    static void await(Connection connection, String number, long atLeast, long everyMs)
            throws SQLException, InterruptedException {
        long end = System.nanoTime() + LONG_PATIENCE.toNanos();
        for (long now = number(connection, number); now < atLeast; now = number(connection, number)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "after %d seconds: %d of %d, %s".formatted(LONG_PATIENCE.toSeconds(), now, atLeast, number));
            }
            TimeUnit.MILLISECONDS.sleep(everyMs);
        }
    }

    /** For what is said to the server as a whole. */
    Connection any() {
        return connections.values().iterator().next();
    }

    @Override
    public void close() throws SQLException {
        onItsWay.close();
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }
}
