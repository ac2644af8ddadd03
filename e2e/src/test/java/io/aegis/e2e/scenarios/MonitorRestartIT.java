package io.aegis.e2e.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Topics;
import io.aegis.local.Checkout;
import io.aegis.local.LocalSystem;
import io.aegis.local.LocalSystem.Settings;
import io.aegis.local.LocalSystem.Supervision;
import io.aegis.local.Service;
import io.aegis.local.testing.Peer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Monitor alone, on servers of its own. It is killed while customers wait for a playbook, is not there when their time comes,
 * and is killed once more after it has spoken: each of them is spoken to once.
 */
class MonitorRestartIT {
    private static final int CUSTOMERS = 5;

    /** Long enough that the kill comes before it on a busy machine; if it did not, the test says so. */
    private static final Duration DELAY = Duration.ofSeconds(8);

    private static final Duration BY_ITSELF = Duration.ofSeconds(60);

    @TempDir
    private Path state;

    @Test
    void whatComesDueWhileMonitorIsDeadIsRaisedOnce() throws SQLException {
        Settings settings = Settings.onFreePorts(
                state, Map.of("AEGIS_MONITOR_DELAY_OVERRIDE", "onboarding-check-in=" + DELAY), Supervision.LEAVE);
        try (LocalSystem system = new LocalSystem(Checkout.find(), settings)) {
            system.startServers();
            system.start(Service.MONITOR);
            try (Peer peer = new Peer(system.bootstrapServers());
                    Connection database = DriverManager.getConnection(
                            system.databaseUrl() + "/" + Service.MONITOR.database(),
                            system.databaseUser(),
                            system.databasePassword())) {
                List<CustomerId> customers = IntStream.range(0, CUSTOMERS)
                        .mapToObj(n -> new CustomerId("restarted-" + n))
                        .toList();
                customers.forEach(customer -> keyIssued(peer, customer));
                awaitRows(database, "select count(*) from timer where name like 'playbook-%'", CUSTOMERS);

                system.kill9(Service.MONITOR);
                Instant dead = Instant.now();
                assertThat(time(database, "select min(due_at) from timer")).isAfter(dead);
                Instant allDue = time(database, "select max(due_at) from timer");
                await().atMost(BY_ITSELF).until(() -> Instant.now().isAfter(allDue));
                assertThat(number(database, "select count(*) from occasion where outcome = 'waiting'"))
                        .isEqualTo(CUSTOMERS);

                system.start(Service.MONITOR);
                awaitRows(database, "select count(*) from occasion where outcome = 'raised'", CUSTOMERS);
                system.restart(Service.MONITOR, true);
                CustomerId last = new CustomerId("restarted-last");
                keyIssued(peer, last);
                peer.await(Topics.INTERVENTIONS, last, InterventionRaised.class, 1);

                customers.forEach(
                        customer -> assertThat(peer.await(Topics.INTERVENTIONS, customer, InterventionRaised.class, 1))
                                .extracting(InterventionRaised::playbook)
                                .containsExactly("onboarding-check-in"));
                assertThat(number(database, "select count(*) from contact")).isEqualTo(CUSTOMERS + 1);
            }
        }
    }

    private static void keyIssued(Peer peer, CustomerId customer) {
        peer.send(
                Topics.CUSTOMERS,
                "state",
                UUID.randomUUID().toString(),
                new CustomerChanged(
                        CustomerSnapshot.unknown(customer),
                        List.of(new CustomerFact.KeyIssued(
                                new KeyId("key-" + customer), Environment.TEST, "1234", Instant.now()))));
    }

    private static void awaitRows(Connection database, String sql, int rows) {
        await().atMost(BY_ITSELF)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(number(database, sql)).isEqualTo(rows));
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Instant time(Connection database, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
