package io.aegis.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many statements a message costs: a turn tells of a customer several times. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class StatementsTest {
    @Inject
    ListedDatabase database;

    @Inject
    TestClock clock;

    private final CustomerId customer = new CustomerId("customer-" + UUID.randomUUID());
    private final Peer peer = new Peer(LocalPlatform.shared().bootstrapServers());

    /** Other tests change playbooks, which the next message reads anew. */
    @BeforeEach
    void read() {
        CustomerId other = new CustomerId("other-" + UUID.randomUUID());
        tell(other, new CustomerFact.SandboxProvisioned("https://sandbox", now()));
        awaitKept(other);
    }

    @AfterEach
    void disconnect() {
        peer.close();
    }

    @Test
    void what_no_playbook_heeds_is_kept_by_one() {
        tell(new CustomerFact.IntegrationValidated(now()));

        assertThat(first())
                .hasSize(2)
                .element(1)
                .asString()
                .contains("insert into watch")
                .contains("into history");
    }

    @Test
    void what_begins_a_wait_is_kept_by_one_and_woken_by_one() {
        tell(new CustomerFact.KeyIssued(new KeyId("key-1"), Environment.TEST, "1234", now()));

        assertThat(first()).hasSize(3).element(2).asString().contains("into timer");
    }

    @Test
    void an_intervention_is_one_look_one_decision_its_timers_and_its_message() {
        tell(new CustomerFact.KeyIssued(
                new KeyId("key-1"), Environment.TEST, "1234", now().minus(Duration.ofHours(25))));
        peer.awaitOne(Topics.INTERVENTIONS, customer, InterventionRaised.class, raised -> true);

        assertThat(database.of(customer.value()).stream()
                        .filter(transaction -> transaction.stream().anyMatch(sql -> sql.contains("update occasion"))))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("update inbox"),
                        sql -> assertThat(sql).contains("from playbook_revision"),
                        sql -> assertThat(sql).contains("update occasion").contains("into contact"),
                        sql -> assertThat(sql).contains("delete from timer"),
                        sql -> assertThat(sql).contains("into timer"),
                        sql -> assertThat(sql).contains("into outbox"));
    }

    private void tell(CustomerFact fact) {
        tell(customer, fact);
    }

    private void tell(CustomerId of, CustomerFact fact) {
        peer.send(
                Topics.CUSTOMERS,
                "state",
                UUID.randomUUID().toString(),
                new CustomerChanged(Snapshots.trial(of, 1), List.of(fact)));
    }

    /** Of the message, once it was worked. */
    private List<String> first() {
        awaitKept(customer);
        return database.of(customer.value()).getFirst();
    }

    private void awaitKept(CustomerId of) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !database.query(
                                "select 1 from history where customer = ?", row -> row.getInt(1), of.value())
                        .isEmpty());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
