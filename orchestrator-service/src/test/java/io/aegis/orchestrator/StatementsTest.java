package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Json;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.orchestrator.application.ConversationStore;
import io.aegis.orchestrator.application.ConversationStore.Request;
import io.aegis.orchestrator.application.Reports;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Line;
import io.aegis.orchestrator.domain.Memory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many statements a message and the word of its agent cost. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class StatementsTest {
    private static final Step STEP = new Step(Step.Kind.LOOKED_AT, "looked at the account", null);

    @Inject
    ListedDatabase database;

    @Inject
    Transactions transactions;

    @Inject
    Reports reports;

    @Inject
    ConversationStore store;

    private Talk talk;

    @BeforeEach
    void open() {
        talk = Talk.open("customer-" + UUID.randomUUID());
    }

    @Test
    void a_first_message_is_its_transaction_of_one_look_and_one_change_and_one_answer() {
        String turn = talk.say("key-1", "I'm a new customer, help me get started");

        assertThat(database.statements().together(turn))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql)
                                .contains("join conversation")
                                .contains("join turn")
                                .contains("from seen"),
                        sql -> assertThat(sql).contains("into outbox"),
                        sql -> assertThat(sql)
                                .contains("into conversation")
                                .contains("into turn")
                                .contains("into line"));
        assertThat(database.statements().alone(talk.conversation())).isEmpty();
        assertThat(database.statements().alone(turn)).hasSize(1);
    }

    @Test
    void words_that_may_follow_on_what_was_said_before_are_one_look_more() {
        talk.say("key-1", "give me a discount");
        talk.answered(talk.routed(1).getFirst(), "How much?", List.of(), true);
        talk.eventually("turns[0].status", "finished");
        String turn = talk.say("key-2", "20 %");

        assertThat(database.statements().alone(talk.conversation()))
                .filteredOn(sql -> sql.contains("lateral") && sql.contains("from conversation"))
                .hasSize(1);
        assertThat(database.statements().together(turn).getFirst())
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql).contains("from seen"),
                        sql -> assertThat(sql).contains("from line"),
                        sql -> assertThat(sql).contains("into outbox"),
                        sql -> assertThat(sql).contains("into turn"));
        assertThat(talk.routed(2).getLast().intent()).isEqualTo(Intent.DISCOUNT);
    }

    @Test
    void what_several_customers_begin_in_one_transaction_is_read_once_and_each_gets_their_own() {
        List<Talk> talks = Stream.generate(() -> Talk.open("customer-" + UUID.randomUUID()))
                .limit(3)
                .toList();
        List<TurnId> turns = new ArrayList<>();
        for (Talk each : talks) {
            turns.add(new TurnId(each.say("key-1", "I'm a new customer, help me get started")));
            Kafka.send(Topics.REPLIES, progressed(each, turns.getLast()));
            each.eventually("turns[0].steps.size()", 1);
        }
        List<Request> requests = List.of(request(talks.get(0), "key-2"), request(talks.get(1), "key-1"));

        List<CustomerId> customers =
                talks.stream().map(Talk::customer).map(CustomerId::new).toList();
        transactions.runAll(customers.subList(0, 2), Cause.first("begun-" + UUID.randomUUID()), units -> {
            for (int i = 0; i < 2; i++) {
                store.expect(customers.get(i), requests.get(i), conversation(talks.get(i)));
            }
            assertThat(earlier(talks.get(0), requests.get(0))).isEmpty();
            for (int i = 0; i < 2; i++) {
                Conversation found = store.find(conversation(talks.get(i))).orElseThrow();
                assertThat(found.customer()).isEqualTo(customers.get(i));
                assertThat(found.work()).isNotNull();
                assertThat(store.turn(turns.get(i)).orElseThrow().steps()).hasSize(1);
                assertThat(store.seen(customers.get(i))).isEmpty();
            }
            assertThat(earlier(talks.get(1), requests.get(1)))
                    .contains(new ConversationStore.Earlier(turns.get(1), hash(talks.get(1))));
            assertThat(earlier(talks.get(0), request(talks.get(1), "key-1")))
                    .as("another customer's key says nothing")
                    .isEmpty();
        });

        assertThat(database.statements().together(customers.get(1).value()).getLast())
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql).contains("from seen"),
                        sql -> assertThat(sql).contains("from seen"));
    }

    @Test
    void what_was_said_to_several_customers_is_read_once() {
        List<Talk> talks = Stream.generate(() -> Talk.open("customer-" + UUID.randomUUID()))
                .limit(2)
                .toList();
        talks.forEach(each -> each.say("key-1", "help me, " + each.customer()));
        List<CustomerId> customers =
                talks.stream().map(Talk::customer).map(CustomerId::new).toList();

        transactions.runAll(customers, Cause.first("said-" + UUID.randomUUID()), units -> {
            talks.forEach(
                    each -> store.expect(new CustomerId(each.customer()), request(each, "key-2"), conversation(each)));
            for (Talk each : talks) {
                assertThat(earlier(each, request(each, "key-2"))).isEmpty();
                ConversationId id = conversation(each);
                assertThat(store.lines(id, 0, Memory.LINES))
                        .extracting(Line::text)
                        .containsExactly("help me, " + each.customer());
                Conversation changed = store.find(id).orElseThrow().changed(Instant.now());
                store.save(changed);
                store.append(
                        id,
                        new Line.Person(
                                changed.revision(),
                                new TurnId("t-" + id),
                                "sam",
                                "admin",
                                "hello",
                                changed.changedAt()));
            }
        });

        assertThat(database.statements()
                        .together(talks.getFirst().conversation())
                        .getLast())
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql).contains("from seen"),
                        sql -> assertThat(sql).contains("from line"),
                        sql -> assertThat(sql).contains("into line"));
        assertThat(talks)
                .allSatisfy(each -> assertThat(each.view().getList("lines.text"))
                        .containsExactly("help me, " + each.customer(), "hello"));
    }

    @Test
    void reports_of_many_customers_are_read_once_and_written_once() {
        List<Talk> talks = Stream.generate(() -> Talk.open("customer-" + UUID.randomUUID()))
                .limit(5)
                .toList();
        List<TurnReport> told = new ArrayList<>();
        for (Talk each : talks) {
            TurnId turn = new TurnId(each.say("key-1", "I'm a new customer, help me get started"));
            told.add(progressed(each, turn));
            told.add(answered(each, turn));
        }

        Cause cause = Cause.first("reports-" + UUID.randomUUID());
        List<CustomerId> customers =
                talks.stream().map(Talk::customer).map(CustomerId::new).toList();
        transactions.runAll(customers, cause, units -> {
            for (int i = 0; i < told.size(); i++) {
                reports.report(told.get(i), units.get(i / 2), () -> told);
            }
        });

        assertThat(database.statements()
                        .together(told.getFirst().turn().value())
                        .getLast())
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql).contains("from turn").contains("join conversation"),
                        sql -> assertThat(sql)
                                .contains("into conversation")
                                .contains("update turn")
                                .contains("into line")
                                .contains("into seen"));
        assertThat(talks).allSatisfy(each -> {
            assertThat(each.view().getString("turns[0].status")).isEqualTo("finished");
            assertThat(each.view().getList("turns[0].steps")).hasSize(1);
            assertThat(each.view().getList("turns[0].replies")).containsExactly("done for " + each.customer());
            assertThat(each.view().getList("lines.revision", Integer.class)).containsExactly(1, 3);
        });
    }

    /** Asked as often as there may be an answer: with the reply. What another replica does costs nothing here. */
    @Test
    void who_waits_for_a_reply_does_not_ask_at_each_step() {
        CompletableFuture<Response> waiting = waiting();
        IntentRouted routed = talk.routed(1).getFirst();
        for (int step = 1; step <= 3; step++) {
            List<Step> steps = Stream.generate(() -> STEP).limit(step).toList();
            Kafka.send(
                    Topics.REPLIES,
                    new TurnReport.Progressed(routed.turn(), routed.conversation(), routed.customer(), steps));
            talk.eventually("turns[0].steps.size()", step);
        }
        long looked = looks(routed.turn());
        talk.answered(routed, "done", List.of(STEP), true);

        Response answer = waiting.join();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getList("replies")).containsExactly("done");
        assertThat(looked).isZero();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(looks(routed.turn())).isEqualTo(1));
    }

    @Test
    void a_step_that_was_told_here_hides_nothing_that_another_replica_brought_before() throws Exception {
        CompletableFuture<Response> waiting = waiting();
        IntentRouted routed = talk.routed(1).getFirst();
        database.update("""
                with changed as (update conversation set revision = revision + 1 where id = ? returning revision)
                update turn set status = 'finished', offers = '[]', accepted = '[]', declined = '[]',
                                changed_revision = (select revision from changed)
                where id = ?
                """, talk.conversation(), routed.turn().value());
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Progressed(routed.turn(), routed.conversation(), routed.customer(), List.of(STEP)));

        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private CompletableFuture<Response> waiting() {
        return CompletableFuture.supplyAsync(
                () -> talk.as()
                        .header("Idempotency-Key", "key-1")
                        .body(Map.of("text", "I'm a new customer, help me get started"))
                        .post(talk.path() + "/messages?wait=20"),
                Talk.BESIDE);
    }

    private Optional<ConversationStore.Earlier> earlier(Talk talk, Request request) {
        return store.earlier(new CustomerId(talk.customer()), request, conversation(talk));
    }

    private static ConversationId conversation(Talk talk) {
        return new ConversationId(talk.conversation());
    }

    private static Request request(Talk talk, String key) {
        return new Request("user-" + talk.customer(), key, "", null);
    }

    private static String hash(Talk talk) {
        return Json.hash(List.of("say", conversation(talk), "I'm a new customer, help me get started"));
    }

    private long looks(TurnId turn) {
        return database.statements().alone(turn.value()).stream()
                .filter(sql -> sql.contains("awaited"))
                .count();
    }

    private static TurnReport progressed(Talk talk, TurnId turn) {
        return new TurnReport.Progressed(
                turn, new ConversationId(talk.conversation()), new CustomerId(talk.customer()), List.of(STEP));
    }

    private static TurnReport answered(Talk talk, TurnId turn) {
        return new TurnReport.Answered(
                turn,
                new ConversationId(talk.conversation()),
                new CustomerId(talk.customer()),
                "done for " + talk.customer(),
                List.of(STEP),
                List.of(),
                true,
                List.of(new Seen("onboarding", 7)));
    }
}
