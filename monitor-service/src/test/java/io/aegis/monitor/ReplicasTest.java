package io.aegis.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.monitor.application.Decisions;
import io.aegis.monitor.application.PlaybookDue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Two replicas of monitor on one database come to the same occasions at the same time, in opposite orders, while the
 * service's own worker comes to them too. That timers are claimed without overlap is messaging's TimersTest.
 */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ReplicasTest {
    private static final int CUSTOMERS = 60;
    private static final int DIES_AT = 3;
    private static final String CHECK_IN = "onboarding-check-in";

    @Inject
    TestClock clock;

    @Inject
    Transactions transactions;

    @Inject
    Decisions decisions;

    @Inject
    DataSource dataSource;

    private final String prefix = "replica-" + UUID.randomUUID() + "-";

    @Test
    void each_intervention_is_raised_once_also_when_a_replica_dies_in_between() throws Exception {
        try (Peer peer = new Peer(LocalPlatform.shared().bootstrapServers());
                ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            Instant issued = clock.instant();
            List<CustomerId> customers = IntStream.range(0, CUSTOMERS)
                    .mapToObj(n -> new CustomerId(prefix + n))
                    .toList();
            customers.forEach(customer -> peer.send(
                    Topics.CUSTOMERS,
                    "state",
                    UUID.randomUUID().toString(),
                    new CustomerChanged(
                            Snapshots.trial(customer, 1),
                            List.of(new CustomerFact.KeyIssued(
                                    new KeyId("key-" + customer), Environment.TEST, "1234", issued)))));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(count("outcome = 'waiting'")).isEqualTo(CUSTOMERS));
            Map<CustomerId, InterventionId> occasions = occasions();
            CyclicBarrier together = new CyclicBarrier(2);

            clock.advance(Duration.ofHours(24));
            replicas.submit(() -> replica(customers, occasions, together, false));
            replicas.submit(() -> replica(customers.reversed(), occasions, together, true));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(count("outcome = 'raised'")).isEqualTo(CUSTOMERS));
            replicas.shutdown();
            for (CustomerId customer : customers) {
                peer.awaitOne(Topics.INTERVENTIONS, customer, InterventionRaised.class, raised -> true);
                assertThat(peer.read(Topics.INTERVENTIONS, customer, InterventionRaised.class))
                        .extracting(InterventionRaised::intervention)
                        .containsExactly(occasions.get(customer));
            }
            assertThat(number("select count(*) from contact where customer like ?"))
                    .isEqualTo(CUSTOMERS);
            assertThat(number("select count(*) from timer where name like 'playbook-%' and customer like ?"))
                    .isZero();
        }
    }

    @Test
    void what_another_replica_changed_holds_for_the_next_message() throws SQLException {
        try (Peer peer = new Peer(LocalPlatform.shared().bootstrapServers())) {
            trialStarted(peer, "before");
            switched(false);
            trialStarted(peer, "disabled");
            switched(true);
            trialStarted(peer, "after");
        }

        assertThat(List.of(
                        number("select count(*) from occasion where customer like ?", "before"),
                        number("select count(*) from occasion where customer like ?", "disabled"),
                        number("select count(*) from occasion where customer like ?", "after")))
                .containsExactly(1L, 0L, 1L);
    }

    private void trialStarted(Peer peer, String name) {
        CustomerId customer = new CustomerId(prefix + name);
        Instant now = clock.instant();
        peer.send(
                Topics.CUSTOMERS,
                "state",
                UUID.randomUUID().toString(),
                new CustomerChanged(
                        Snapshots.trial(customer, 1),
                        List.of(new CustomerFact.TrialStarted("t-1", now.plus(Duration.ofDays(14)), now))));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(number("select count(*) from history where customer like ?", name))
                        .isEqualTo(1));
    }

    /** As another replica does it: all that this one sees of it are the rows. */
    private void switched(boolean enabled) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        with changed as (update playbook_revision set revision = revision + 1)
                        update playbook set enabled = ? where id = 'trial-ending'
                        """)) {
            statement.setBoolean(1, enabled);
            statement.executeUpdate();
        }
    }

    /** A replica that dies has decided, and takes its decision with it. */
    private Void replica(
            List<CustomerId> customers, Map<CustomerId, InterventionId> occasions, CyclicBarrier together, boolean dies)
            throws Exception {
        together.await();
        for (CustomerId customer : customers) {
            PlaybookDue due = new PlaybookDue(customer, occasions.get(customer));
            boolean dead = dies && Math.floorMod(customer.value().hashCode(), DIES_AT) == 0;
            try {
                transactions.run(customer, Cause.first("replica"), unit -> {
                    decisions.due(due, unit);
                    if (dead) {
                        throw new Killed();
                    }
                });
            } catch (Killed expected) {
                // the next one is another life
            }
        }
        return null;
    }

    private static final class Killed extends RuntimeException {}

    private Map<CustomerId, InterventionId> occasions() throws SQLException {
        Map<CustomerId, InterventionId> found = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select customer, id from occasion where playbook = '" + CHECK_IN + "' and customer like ?")) {
            statement.setString(1, prefix + "%");
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(new CustomerId(rows.getString(1)), new InterventionId(rows.getString(2)));
                }
            }
        }
        return found;
    }

    private long count(String which) throws SQLException {
        return number("select count(*) from occasion where " + which + " and customer like ?");
    }

    private long number(String sql) throws SQLException {
        return number(sql, "%");
    }

    private long number(String sql, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, prefix + name);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}
