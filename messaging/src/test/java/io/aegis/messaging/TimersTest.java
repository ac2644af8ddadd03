package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.testing.LocalPlatform;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Two replicas claim due timers of one database. */
class TimersTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final String NAME = "aegis_timers";
    private static final int DUE = 5_000;
    private static final int LATER = 10;

    private Database database;

    @BeforeEach
    void plant() throws SQLException {
        database = FreshDatabase.of(NAME, "V1.0__messaging.sql");
        database.update("""
                insert into timer (customer, name, lane, due_at, type, correlation, data)
                select 'c-' || n, 'x', n % 64, now() + case when n > ? then interval '1 day' else n * interval '-1 ms' end,
                       'test.reminder.v1', 'c', ''
                from generate_series(1, ?) n
                """, DUE, DUE + LATER);
    }

    @Test
    void eachIsFiredOnceByWhoeverComesFirst() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            Future<Integer> one = replicas.submit(() -> all(together, replica("one")));
            Future<Integer> other = replicas.submit(() -> all(together, replica("other")));

            assertThat(one.get(30, TimeUnit.SECONDS) + other.get(30, TimeUnit.SECONDS))
                    .isPositive();
        }
        assertFiredOnce();
    }

    @Test
    void whatAReplicaClaimedThatDiedIsFiredByAnother() throws SQLException {
        Timers survivor = replica("survivor");
        try (Dying dying = new Dying()) {
            assertThat(new Timers(new Database(dying), Clock.systemUTC(), new Replica("dying", LEASE)).fire())
                    .isTrue();

            while (survivor.fire()) {
                // neither waits for what the other holds, nor takes it
            }
            assertThat(fired()).isPositive().isLessThan(DUE);
        }
        while (survivor.fire()) {
            // what the other held is free
        }
        assertFiredOnce();
    }

    private static int all(CyclicBarrier together, Timers timers) throws Exception {
        together.await();
        int times = 0;
        while (timers.fire()) {
            times++;
        }
        return times;
    }

    private Timers replica(String name) {
        return new Timers(database, Clock.systemUTC(), new Replica(name, LEASE));
    }

    private void assertFiredOnce() {
        assertThat(fired()).isEqualTo(DUE);
        assertThat(number("select count(distinct customer) from inbox")).isEqualTo(DUE);
        assertThat(number("select count(*) from timer")).isEqualTo(LATER);
    }

    private long fired() {
        return number("select count(*) from inbox");
    }

    private long number(String sql) {
        return database.query(sql, row -> row.getLong(1)).getFirst();
    }

    /** Its statements are done, and it is killed before they are committed: when it is closed. */
    private static final class Dying extends PGSimpleDataSource implements AutoCloseable {
        private final Connection only;

        Dying() throws SQLException {
            LocalPlatform platform = LocalPlatform.shared();
            setUrl(platform.jdbcUrl(NAME));
            setUser(platform.user());
            setPassword(platform.password());
            only = super.getConnection();
            only.setAutoCommit(false);
        }

        @Override
        public Connection getConnection() {
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("close") ? null : method.invoke(only, arguments));
        }

        @Override
        public void close() throws SQLException {
            only.close();
        }
    }
}
