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
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.monitor.application.Monitor;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
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

    @Inject
    Transactions transactions;

    @Inject
    Monitor monitor;

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
        tell(keyIssued());

        assertThat(first()).hasSize(3).element(2).asString().contains("into timer");
    }

    @Test
    void an_intervention_is_one_look_one_decision_its_timers_and_its_message() {
        tell(new CustomerFact.KeyIssued(
                new KeyId("key-1"), Environment.TEST, "1234", now().minus(Duration.ofHours(25))));
        peer.awaitOne(Topics.INTERVENTIONS, customer, InterventionRaised.class, raised -> true);

        assertThat(database.statements().together(customer.value()).stream()
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

    @Test
    void many_customers_in_several_versions_are_kept_by_the_statement_of_the_first_and_one_more() {
        List<CustomerId> customers =
                List.of(customer, new CustomerId(customer + "-second"), new CustomerId(customer + "-third"));
        List<CustomerChanged> messages = List.of(
                changed(customers.get(0), 1, new CustomerFact.IntegrationValidated(now())),
                changed(customers.get(1), 1, keyIssued()),
                changed(customers.get(0), 2, keyIssued()),
                changed(customers.get(0), 3, new CustomerFact.MailSent("welcome", now())),
                changed(customers.get(0), 2, new CustomerFact.IntegrationValidated(now())),
                changed(customers.get(2), 1, new CustomerFact.IntegrationValidated(now())));

        transactions.runAll(
                customers,
                Cause.first("test"),
                units -> messages.forEach(message ->
                        monitor.learn(message, () -> messages, units.get(customers.indexOf(message.customer())))));

        assertThat(database.statements().together(customer.value()))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("into customer_sequence"),
                        sql -> assertThat(sql).contains("insert into watch").contains("left join lateral"),
                        sql -> assertThat(sql).contains("into timer"),
                        sql -> assertThat(sql).contains("insert into watch").contains("into contact"));
        assertThat(database.query(
                        "select version || ' ' || (select count(*) from history h where h.customer = w.customer) as kept"
                                + " from watch w where customer like ? order by customer",
                        row -> row.getString("kept"),
                        customer + "%"))
                .containsExactly("3 4", "1 1", "1 1");
        assertThat(database.query(
                        "select distinct customer from timer where customer like ? order by customer",
                        row -> row.getString("customer"),
                        customer + "%"))
                .containsExactly(customer.value(), customer + "-second");
    }

    /** PostgreSQL plans a statement five times for its values, and from then on only if it thinks that values make a difference. */
    @Test
    void the_statement_is_not_planned_anew_for_each_message() {
        List<CustomerId> customers = IntStream.range(0, 30)
                .mapToObj(n -> new CustomerId(customer + "-" + n))
                .toList();

        transactions.runAll(customers, Cause.first("test"), units -> {
            units.forEach(unit -> monitor.learn(changed(unit.customer(), 1, keyIssued()), List::of, unit));
            assertThat(database.query(
                            "select custom_plans, generic_plans from pg_prepared_statements"
                                    + " where statement like '%insert into watch%into occasion%left join lateral%'"
                                    + " order by generic_plans",
                            row -> List.of(row.getLong("custom_plans"), row.getLong("generic_plans"))))
                    .last()
                    .satisfies(plans -> {
                        assertThat(plans.getFirst()).isLessThanOrEqualTo(5);
                        assertThat(plans.getLast()).isGreaterThan(10);
                    });
        });
    }

    private CustomerFact keyIssued() {
        return new CustomerFact.KeyIssued(new KeyId("key-1"), Environment.TEST, "1234", now());
    }

    private static CustomerChanged changed(CustomerId of, long version, CustomerFact fact) {
        return new CustomerChanged(Snapshots.trial(of, version), List.of(fact));
    }

    private void tell(CustomerFact fact) {
        tell(customer, fact);
    }

    private void tell(CustomerId of, CustomerFact fact) {
        peer.send(Topics.CUSTOMERS, "state", UUID.randomUUID().toString(), changed(of, 1, fact));
    }

    /** Of the message, once it was worked. */
    private List<String> first() {
        awaitKept(customer);
        return database.statements().together(customer.value()).getFirst();
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
