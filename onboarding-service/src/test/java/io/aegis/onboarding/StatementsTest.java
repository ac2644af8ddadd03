package io.aegis.onboarding;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;

import io.aegis.agent.application.Execution;
import io.aegis.agent.application.Turns;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Message;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many statements a turn costs, those of messaging around its own among them. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
class StatementsTest {
    @Inject
    ListedDatabase database;

    @Inject
    DataSource dataSource;

    @Inject
    Transactions transactions;

    @Inject
    Execution execution;

    @Inject
    Turns begins;

    private final CustomerId customer = new CustomerId("customer-" + UUID.randomUUID());
    private final Peer peer = new Peer(LocalPlatform.shared().bootstrapServers());

    @AfterEach
    void disconnect() {
        peer.close();
    }

    @Test
    void a_turn_begins_by_one() {
        begin();

        assertThat(database.statements().together(customer.value()))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("inbox"),
                        sql -> assertThat(sql).contains("insert into run"),
                        sql -> assertThat(sql).contains("into outbox"));
    }

    @Test
    void a_release_is_one_look_and_one_change() {
        ProposedAction key = begin().get(1);
        release(key);
        peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 1);

        List<List<String>> listed = database.statements().together(customer.value());
        assertThat(listed).hasSize(2);
        oneLookAndOneChange(listed.getLast());
    }

    /** They wait for a message that is in work, which waits for its customer's lock; then they come together. */
    @Test
    void several_releases_are_one_look_and_one_change_too() throws SQLException {
        List<ProposedAction> actions = begin();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "select 1 from customer_sequence where customer = '%s' for update".formatted(customer.value()));
            ask(customer, "later", Intent.SMALL_TALK, "thanks");
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            database.statements().together(customer.value()).size() == 2);
            actions.forEach(this::release);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> database.query(
                                            "select 1 from inbox where customer = ? and status = 0",
                                            row -> true,
                                            customer.value())
                                    .size()
                            == 1 + actions.size());
            connection.rollback();
        }
        peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, actions.size());

        List<List<String>> listed = database.statements().together(customer.value());
        assertThat(listed).hasSize(3);
        oneLookAndOneChange(listed.getLast());
        peer.awaitOne(
                Topics.REPLIES,
                customer,
                TurnReport.Answered.class,
                answer -> answer.turn().equals(actions.getFirst().turn()));
        assertThat(peer.read(Topics.REPLIES, customer, TurnReport.Progressed.class))
                .as("that it began, and nothing of what was over in one transaction")
                .hasSize(1);
        assertThat(peer.read(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class))
                .extracting(ActionOutcome::action)
                .containsExactlyElementsOf(
                        actions.stream().map(ProposedAction::id).toList());
        assertThat(database.query("""
                        select (select count(*) from provided where customer = c), (select count(*) from api_key where customer = c),
                               (select count(*) from effect where customer = c and state = 1)
                        from cast(? as text) c
                        """, row -> List.of(row.getInt(1), row.getInt(2), row.getInt(3)), customer.value()))
                .containsExactly(List.of(3, 1, 4));
    }

    /** As the worker has them when they come together. */
    @Test
    void releases_of_several_customers_are_one_look_and_one_change_too() {
        List<CustomerId> customers = several();
        List<Released> released = customers.stream()
                .flatMap(each -> begin(each).stream())
                .map(StatementsTest::released)
                .toList();

        transactions.runAll(
                customers,
                Cause.first("several"),
                units -> released.forEach(one -> execution.execute(
                        one, new Within(units.get(customers.indexOf(one.action().customer())), released))));

        oneLookAndOneChange(
                database.statements().together(customers.getFirst().value()).getLast());
        assertThat(database.query(
                        "select count(*) from effect where customer = any (?) and state = 1",
                        row -> row.getInt(1),
                        (Object) customers.stream().map(CustomerId::value).toArray(String[]::new)))
                .containsExactly(12);
        customers.forEach(
                each -> peer.awaitOne(Topics.REPLIES, each, TurnReport.Answered.class, TurnReport.Answered::finished));
    }

    /** As the worker has them when they come together; one of them is told twice, and one was begun before. */
    @Test
    void turns_of_several_customers_begin_by_one_look_and_one_change() {
        List<CustomerId> customers = several();
        List<IntentRouted> turns = Stream.concat(customers.stream(), Stream.of(customers.getFirst()))
                .map(each -> routed(each, "first", Intent.GET_STARTED, "help me get started"))
                .toList();
        begin(customers.getLast());

        transactions.runAll(
                customers,
                Cause.first("several"),
                units -> turns.forEach(turn ->
                        begins.begin(turn, new Within(units.get(customers.indexOf(turn.customer())), turns))));

        assertThat(database.statements().together(customers.getFirst().value()).getLast())
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql).contains("from run").doesNotContain("from effect"),
                        sql -> assertThat(sql).contains("into outbox"),
                        sql -> assertThat(sql).contains("into run"));
        customers.forEach(each -> assertThat(proposals(each)).hasSize(4));
    }

    /** The first telling of a turn that is alone in its transaction writes at once. */
    @Test
    void a_turn_that_is_told_twice_in_one_transaction_begins_once() {
        IntentRouted turn = routed(customer, "first", Intent.GET_STARTED, "help me get started");

        transactions.run(customer, Cause.first("twice"), unit -> {
            begins.begin(turn, new Within(unit, List.of(turn, turn)));
            begins.begin(turn, new Within(unit, List.of(turn, turn)));
        });

        assertThat(proposals(customer)).hasSize(4);
    }

    /** What was sent to the gate, or waits to be. */
    private List<String> proposals(CustomerId customer) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> database.query("select 1 from outbox where customer = ?", row -> true, customer.value())
                        .isEmpty());
        return peer.await(Topics.PROPOSED, customer, ActionProposed.class, 4).stream()
                .map(proposed -> proposed.action().id().value())
                .toList();
    }

    private static List<CustomerId> several() {
        return Stream.of("one", "two", "three")
                .map(name -> new CustomerId(name + "-" + UUID.randomUUID()))
                .toList();
    }

    private record Within(UnitOfWork unit, List<? extends Message> all) implements Delivery {
        @Override
        public Envelope envelope() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean lastAttempt() {
            return false;
        }

        @Override
        public <M extends Message> List<M> waiting(Class<M> type) {
            return List.of();
        }

        @Override
        public <M extends Message> List<M> together(Class<M> type) {
            return all.stream().<M>map(type::cast).toList();
        }

        @Override
        public void commit(Consumer<UnitOfWork> work) {
            work.accept(unit);
        }
    }

    /** Nothing is kept of what its customer would not be told. */
    @Test
    void what_is_left_to_a_message_that_does_not_tell_is_done_by_itself() {
        List<Released> released =
                begin(customer).stream().map(StatementsTest::released).toList();

        assertThatThrownBy(() -> transactions.run(
                        customer,
                        Cause.first("left"),
                        unit -> execution.execute(released.getFirst(), new Within(unit, released))))
                .hasStackTraceContaining("did not tell");
        assertThat(database.query(
                        "select 1 from effect where customer = ? and state = 1", row -> true, customer.value()))
                .isEmpty();

        transactions.run(
                customer,
                Cause.first("alone"),
                unit -> execution.execute(released.getFirst(), new Within(unit, List.of())));
        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Progressed.class, 2)
                        .getLast()
                        .steps())
                .extracting(Step::kind)
                .containsExactly(
                        Step.Kind.LOOKED_AT, Step.Kind.DID, Step.Kind.WAITING, Step.Kind.WAITING, Step.Kind.WAITING);
    }

    private static void oneLookAndOneChange(List<String> transaction) {
        assertThat(transaction)
                .filteredOn(sql -> !sql.contains("from stopped")) // looked at once a second
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql)
                                .contains(
                                        "from run",
                                        "from effect",
                                        "from returned_release",
                                        "from provided",
                                        "from api_key"),
                        sql -> assertThat(sql).contains("into outbox"),
                        sql -> assertThat(sql).contains("into run", "into effect"));
    }

    @Test
    void a_test_key_is_shown_by_one() {
        ProposedAction action = begin().get(1);
        release(action);
        peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, 1);

        given().auth()
                .oauth2(Tokens.mint(
                        LocalPlatform.shared().secrets(), "service:orchestrator", Set.of("keys:reveal"), null))
                .get("/internal/keys/key-" + action.id() + "?customer=" + customer)
                .then()
                .statusCode(200)
                .body("key", startsWith("ak_test_"));

        assertThat(database.statements().alone("key-" + action.id()))
                .satisfiesExactly(sql -> assertThat(sql).contains("sealed", "insert into key_reveal"));
    }

    private List<ProposedAction> begin() {
        return begin(customer);
    }

    private List<ProposedAction> begin(CustomerId customer) {
        ask(customer, "first", Intent.GET_STARTED, "help me get started");
        return peer.await(Topics.PROPOSED, customer, ActionProposed.class, 4).stream()
                .map(ActionProposed::action)
                .toList();
    }

    private void ask(CustomerId customer, String turn, Intent intent, String text) {
        peer.send(
                Topics.intents(AgentName.ONBOARDING),
                "test",
                turn + "-" + customer,
                routed(customer, turn, intent, text));
    }

    private static IntentRouted routed(CustomerId customer, String turn, Intent intent, String text) {
        return Intents.asked(customer, new TurnId(turn + "-" + customer), intent, text, "user-" + customer);
    }

    private void release(ProposedAction action) {
        peer.send(
                Topics.actions(AgentName.ONBOARDING), "test", UUID.randomUUID().toString(), released(action));
    }

    private static Released released(ProposedAction action) {
        return Releases.of(action, AgentName.ONBOARDING, "policy", Instant.now().plus(Duration.ofHours(1)));
    }
}
