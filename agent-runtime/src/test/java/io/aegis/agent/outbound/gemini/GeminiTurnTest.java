package io.aegis.agent.outbound.gemini;

import static io.aegis.agent.outbound.gemini.Script.answer;
import static io.aegis.agent.outbound.gemini.Script.call;
import static io.aegis.agent.outbound.gemini.Script.reply;
import static io.aegis.agent.outbound.gemini.Script.signed;
import static io.aegis.agent.outbound.gemini.Script.status;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerFact.TicketOpened;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnCancelled;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.StateStandIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole turns that Gemini thinks about, from topic to topic; the test is the front door, the gate, and Gemini's script. */
@QuarkusTest
@TestProfile(WithGemini.class)
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
@QuarkusTestResource(GeminiStandIn.class)
class GeminiTurnTest {
    private static final ObjectNode TICKET = Json.object().put("subject", "s").put("body", "b");

    private static Peer peer;

    @ConfigProperty(name = "aegis.agent.gemini.url")
    String url;

    @Inject
    DataSource database;

    private final CustomerId customer = new CustomerId("g-" + UUID.randomUUID());
    private final TurnId turn = new TurnId("turn-" + customer);
    private Script gemini;

    @BeforeAll
    static void connectPeer() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnectPeer() {
        peer.close();
    }

    @BeforeEach
    void connect() {
        gemini = new Script(url, customer.value());
    }

    @Test
    void a_held_action_is_answered_days_later_and_the_run_tells_what_it_took() {
        gemini.play(
                answer(signed(
                        call("ticket.open", Json.object().put("subject", "Help").put("body", "Help me")), "c2ln")),
                answer(reply("I have opened [ticket T-7](https://t/7).", turn + ".1")));

        ask("A ticket please", null);
        ProposedAction action = peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1)
                .getFirst()
                .action();
        tell("held", new ActionDecision.Held(action, "p-1", "A person looks first.", Instant.now()));
        assertThat(answers(1).getFirst().finished()).isFalse();
        run().body("state", equalTo("waiting"))
                .body("actions.state", contains("held"))
                .body("actions.policyVersion", contains("p-1"));

        tell(
                "done",
                new ActionOutcome.Succeeded(
                        action.id(),
                        action.run(),
                        customer,
                        action.type(),
                        "p-1",
                        List.of(new TicketOpened(new TicketId("T-7"), "Help", "https://t/7", Instant.EPOCH)),
                        "Opened ticket T-7"));

        assertThat(answers(2).getLast().text()).isEqualTo("I have opened [ticket T-7](https://t/7).");
        assertThat(gemini.requests()).hasSize(2);
        assertThat(gemini.requests()
                        .get(1)
                        .at("/contents/1/parts/0/thoughtSignature")
                        .asText())
                .isEqualTo("c2ln");
        String prompt = run().body("state", equalTo("finished"))
                .body("customer", equalTo(customer.value()))
                .body("answers.model", contains("gemini-test", "gemini-test"))
                .body("answers[0].calls", contains("ticket.open"))
                .body("answers.finish", contains("STOP", "STOP"))
                .body("actions.state", contains("done"))
                .body("actions.policyVersion", contains("p-1"))
                .body("objections", hasSize(0))
                .body("tokensIn", equalTo(2000))
                .body("tokensOut", equalTo(200))
                .body("cost", equalTo(0.0011f))
                .extract()
                .path("answers[0].prompt");
        as("auditor", "/api/prompts/" + prompt)
                .statusCode(200)
                .body("version", equalTo("query-1 rules-1 turn-1"))
                .body("text", containsString("ticket.open"));
        as("auditor", "/api/runs/replay?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")
                .statusCode(200)
                .body(
                        "find { it.run == '%s' }.verdict".formatted(turn),
                        equalTo("differs")) // here the embedded model has no skills, and so proposes nothing
                .body("find { it.run == '%s' }.recorded.type".formatted(turn), contains("ticket.open"))
                .body("find { it.run == '%s' }.replayed".formatted(turn), hasSize(0));
    }

    @Test
    void a_run_is_nobodys_business_but_staffs() {
        as("customer", "/api/runs/" + turn).statusCode(403);
        given().get("/api/runs/" + turn).then().statusCode(401);
        as("success-manager", "/api/runs/replay").statusCode(403);
        as("auditor", "/api/runs/replay?from=then").statusCode(400);
        as("admin", "/api/runs/nobodys").statusCode(404);
        as("admin", "/api/runs/not%20an%20id").statusCode(404);
        as("admin", "/api/prompts/none").statusCode(404);
    }

    @Test
    void when_gemini_says_wait_the_run_waits_and_what_was_paid_stays_paid() {
        gemini.play(
                answer(call("mood.read", Json.object())),
                status(429).set("headers", Json.object().put("Retry-After", "2")),
                status(500),
                answer(reply("Fine.")));

        ask("How is the mood?", null);

        assertThat(answers(1).getFirst().text()).isEqualTo("Fine.");
        List<JsonNode> heard = gemini.heard();
        assertThat(heard).hasSize(4);
        assertThat(heard.get(2).get("at").asLong() - heard.get(1).get("at").asLong())
                .isGreaterThanOrEqualTo(2000);
        assertThat(heard.get(1).get("body"))
                .isEqualTo(heard.get(2).get("body"))
                .isEqualTo(heard.get(3).get("body"));
        run().body("tokensIn", equalTo(2000));
    }

    @Test
    void a_turn_that_is_cancelled_while_the_model_thinks_asks_it_nothing_more_and_proposes_nothing() {
        gemini.play(
                answer(call("mood.read", Json.object())).put("awaited", true),
                answer(call("ticket.open", TICKET)),
                answer(reply("Fine.")));

        ask("How is the mood?", null);
        await().until(() -> gemini.requests().size() == 1);
        cancel();
        ask("Next", new Offer("o", "Open", "ticket.open", TICKET), new TurnId("next-" + customer));
        awaitReceived(3);
        gemini.release();

        TurnReport.Stopped stopped = peer.await(Topics.REPLIES, customer, TurnReport.Stopped.class, 1)
                .getFirst();
        assertThat(stopped.turn()).isEqualTo(turn);
        assertThat(peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1))
                .extracting(proposed -> proposed.action().turn())
                .containsExactly(new TurnId("next-" + customer));
        assertThat(gemini.requests()).hasSize(1);
        run().body("state", equalTo("stopped"))
                .body("tokensIn", equalTo(1000))
                .body("results", hasSize(0))
                .body("actions", hasSize(0));
    }

    @Test
    void while_gemini_says_wait_the_customers_other_messages_are_seen_to_and_a_cancelled_turn_asks_no_more() {
        gemini.play(
                answer(call("mood.read", Json.object())),
                status(429).set("headers", Json.object().put("Retry-After", "2")),
                answer(reply("Fine.")));

        ask("How is the mood?", null);
        await().until(() -> gemini.requests().size() == 2);
        cancel();

        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Stopped.class, 1))
                .extracting(TurnReport.Stopped::turn)
                .containsExactly(turn);
        run().body("state", equalTo("stopped")).body("tokensIn", equalTo(1000));
        assertThat(timers()).isZero();
        assertThat(gemini.requests()).hasSize(2);
    }

    @Test
    void when_gemini_stays_away_the_customer_is_told_and_offered_a_person() {
        gemini.play(answer(call("mood.read", Json.object())), status(500), status(500), status(500));

        ask("How is the mood?", null);

        TurnReport.Answered answer = answers(1).getFirst();
        assertThat(answer.text()).startsWith("Something went wrong on our side");
        assertThat(answer.offers()).extracting(Offer::label).containsExactly("Ask for a person");
        assertThat(gemini.requests()).hasSize(4);
        run().body("tokensIn", equalTo(1000)).body("answers.model", contains("gemini-test", "none"));
    }

    @Test
    void a_turn_that_is_told_twice_is_paid_for_once() {
        gemini.play(answer(reply("Hello.")));

        ask("Hello", null);
        assertThat(answers(1)).hasSize(1);
        ask("Hello", null);
        gemini.play(answer(reply("The next one.")));
        ask("Next", null, new TurnId("next-" + customer));

        assertThat(answers(2)).extracting(TurnReport.Answered::text).containsExactly("Hello.", "The next one.");
        assertThat(gemini.requests()).hasSize(1);
    }

    @Test
    void an_accepted_offer_costs_nothing() {
        gemini.play();
        Offer offer = new Offer("o", "Open a ticket", "ticket.open", TICKET);

        ask("", offer);

        ProposedAction action = peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1)
                .getFirst()
                .action();
        assertThat(action.type()).isEqualTo("ticket.open");
        tell(
                "done",
                new ActionOutcome.Succeeded(
                        action.id(), action.run(), customer, action.type(), "p-2", List.of(), "Opened a ticket"));
        assertThat(answers(1).getFirst().text()).isEqualTo("Opened a ticket");
        assertThat(gemini.requests()).isEmpty();
        run().body("answers.model", contains("offline", "offline", "offline"))
                .body("answers.promptVersion", everyItem(matchesPattern("skills-[0-9a-f]{12}")))
                .body(
                        "answers.policyVersion",
                        everyItem(equalTo(ActionCatalogue.packaged().version())))
                .body("results.tool", contains("customer.profile"))
                .body("actions.policyVersion", contains("p-2"));
    }

    private void cancel() {
        peer.send(
                Topics.intents(AgentName.QUERY),
                "orchestrator",
                UUID.randomUUID().toString(),
                new TurnCancelled(turn, new ConversationId("conversation-" + customer), customer, "jane"));
    }

    private void awaitReceived(int messages) {
        await().until(() -> count("select count(*) from inbox where customer = ?") == messages);
    }

    private long timers() {
        return count("select count(*) from timer where customer = ?");
    }

    private long count(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, customer.value());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<TurnReport.Answered> answers(int atLeast) {
        return peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, atLeast);
    }

    private void tell(String id, io.aegis.contracts.Message message) {
        peer.send(Topics.actions(AgentName.QUERY), "approval", customer + id, message);
    }

    private void ask(String text, @Nullable Offer accepted) {
        ask(text, accepted, turn);
    }

    private void ask(String text, @Nullable Offer accepted, TurnId turn) {
        String words = text + " (" + customer + ")";
        peer.send(
                Topics.intents(AgentName.QUERY),
                "orchestrator",
                UUID.randomUUID().toString(),
                accepted == null
                        ? Intents.asked(customer, turn, Intent.QUESTION, words, "jane")
                        : Intents.accepted(customer, turn, accepted, words, "jane"));
    }

    private ValidatableResponse run() {
        return as("auditor", "/api/runs/" + turn).statusCode(200);
    }

    private static ValidatableResponse as(String role, String path) {
        String token = Tokens.mint(LocalPlatform.shared().secrets(), "somebody", Set.of(role), null);
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }
}
