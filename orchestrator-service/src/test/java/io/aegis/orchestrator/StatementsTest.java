package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.orchestrator.application.Reports;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private Talk talk;

    @BeforeEach
    void open() {
        talk = Talk.open("customer-" + UUID.randomUUID());
    }

    @Test
    void a_message_is_one_look_its_transaction_and_one_statement_of_it_and_one_answer() {
        String turn = talk.say("key-1", "I'm a new customer, help me get started");

        assertThat(database.together(turn))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("customer_sequence"),
                        sql -> assertThat(sql)
                                .contains("join conversation")
                                .contains("join turn")
                                .contains("from seen"),
                        sql -> assertThat(sql).contains("from line"),
                        sql -> assertThat(sql).contains("into outbox"),
                        sql -> assertThat(sql)
                                .contains("into conversation")
                                .contains("into turn")
                                .contains("into line"));
        assertThat(database.alone(talk.conversation()))
                .as("so few words may follow on what was said before")
                .satisfiesExactly(
                        sql -> assertThat(sql).contains("from conversation"),
                        sql -> assertThat(sql).contains("from turn"));
        assertThat(database.alone(turn)).hasSize(1);
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

        assertThat(database.together(told.getFirst().turn().value()).getLast())
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

    /** Asked as often as there may be an answer: at once and with the reply. What another replica does costs nothing here. */
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
        assertThat(looked).isEqualTo(1);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(looks(routed.turn())).isEqualTo(2));
    }

    @Test
    void a_step_that_was_told_here_hides_nothing_that_another_replica_brought_before() throws Exception {
        CompletableFuture<Response> waiting = waiting();
        IntentRouted routed = talk.routed(1).getFirst();
        await().atMost(Duration.ofSeconds(5)).until(() -> looks(routed.turn()) == 1);
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

    private long looks(TurnId turn) {
        return database.alone(turn.value()).stream()
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
