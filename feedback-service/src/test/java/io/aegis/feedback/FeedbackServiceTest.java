package io.aegis.feedback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerErased;
import io.aegis.contracts.CustomerFact.TicketOpened;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TicketId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.StateStandIn;
import io.aegis.local.testing.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The agent on a real broker and a real database; the test is the front door, the gate, the executing agent and state. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
class FeedbackServiceTest {
    private static final String INTENTS = Topics.intents(AgentName.FEEDBACK);
    private static final String ACTIONS = Topics.actions(AgentName.FEEDBACK);
    private static final String TICKET = "http://localhost:8080/tickets/T-17";
    private static Peer peer;

    @ConfigProperty(name = "aegis.agent.state-url")
    String stateUrl;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());
    private final ConversationId conversation = Intents.conversation(customer);

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @Test
    void thumbs_down_with_a_comment_becomes_a_ticket_that_the_reply_links() {
        know(HealthLevel.AT_RISK);
        JsonPath before = summary();

        judge("f-1", Thumbs.DOWN, "You did not read my question");

        ProposedAction action = proposed(1).get(0).action();
        assertThat(action.proposer()).isEqualTo(AgentName.FEEDBACK);
        assertThat(action.turn()).isEqualTo(turn("f-1"));
        assertThat(action.type()).isEqualTo("ticket.open");
        assertThat(action.tier()).isEqualTo(Tier.PRO);
        assertThat(action.arguments())
                .isEqualTo(Json.object()
                        .put("subject", "Complaint: You did not read my question")
                        .put("body", "You did not read my question\n\nThe reply before that:\n\nThe reply.")
                        .put("priority", "high"));

        succeed("outcome-1", action);
        succeed("outcome-1", action);
        ask("marker", Intent.COMPLAINT, "Something else");
        proposed(2);

        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1))
                .containsExactly(new TurnReport.Answered(
                        turn("f-1"),
                        conversation,
                        customer,
                        "I am sorry about that. I opened [ticket T-17](" + TICKET
                                + ") with what you wrote, so that a person looks into it.",
                        List.of(
                                new Step(Step.Kind.LOOKED_AT, "your profile", null),
                                new Step(Step.Kind.DID, "Opened ticket T-17", action.id())),
                        List.of(),
                        true,
                        List.of(new Seen("query", 5))));
        JsonPath after = summary();
        assertThat(after.getLong("down")).isEqualTo(before.getLong("down") + 1);
        assertThat(after.getLong("up")).isEqualTo(before.getLong("up"));
        assertThat(after.getString("latest[0].comment")).isEqualTo("You did not read my question");
        assertThat(after.getString("latest[0].about")).isEqualTo("about-f-1-" + customer);
        assertThat(after.getString("latest[0].customer")).isEqualTo(customer.value());
        assertThat(after.getString("latest[0].thumbs")).isEqualTo("down");
    }

    @Test
    void thumbs_up_is_counted_once_and_nothing_follows() {
        JsonPath before = summary();

        judge("f-1", Thumbs.UP, null);
        judge("f-1", Thumbs.UP, null);
        peer.send(INTENTS, "orchestrator", "again-" + customer, feedback("f-1", Thumbs.UP, null));
        ask("marker", Intent.HUMAN, "somebody please");

        assertThat(proposed(1))
                .extracting(ActionProposed::action)
                .extracting(ProposedAction::turn)
                .containsExactly(turn("marker"));
        assertThat(summary().getLong("up")).isEqualTo(before.getLong("up") + 1);
        assertThat(summary().getLong("down")).isEqualTo(before.getLong("down"));
        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Progressed.class, 1))
                .extracting(TurnReport::turn)
                .containsOnly(turn("marker"));
    }

    @Test
    void a_complaint_with_an_open_ticket_is_answered_without_another() {
        know(
                HealthLevel.HEALTHY,
                new CustomerSnapshot.Ticket(
                        new TicketId("T-17"), "Complaint: It is slow", TICKET, Instant.parse("2026-03-10T12:00:00Z")));

        ask("turn-1", Intent.COMPLAINT, "It is slow");

        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1))
                .extracting(TurnReport.Answered::text)
                .containsExactly("I am sorry that this is still not solved. [ticket T-17](" + TICKET
                        + ") about it is open already, so I did not open another.");
    }

    @Test
    void a_ticket_that_was_refused_is_admitted() {
        ask("turn-1", Intent.HUMAN, "somebody please");
        ProposedAction action = proposed(1).get(0).action();

        peer.send(
                ACTIONS,
                "query",
                "failed-" + customer,
                new ActionOutcome.Failed(
                        action.id(), action.run(), customer, "ticket.open", "p-1", "The store is closed."));

        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1))
                .extracting(TurnReport.Answered::text)
                .containsExactly(
                        "I am sorry. I wanted to open a ticket for you and could not: The store is closed. Please try "
                                + "again later.");
    }

    @Test
    void the_summary_is_for_staff() {
        given().get("/api/feedback/summary").then().statusCode(401);
        given().auth()
                .oauth2(token("jane", Set.of("customer"), customer.value()))
                .get("/api/feedback/summary")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(token("root", Set.of("admin"), null))
                .get("/api/feedback/summary")
                .then()
                .statusCode(200);
    }

    @Test
    void what_an_erased_customer_wrote_is_forgotten() {
        String secret = "s" + UUID.randomUUID().toString().replace("-", "");
        know(HealthLevel.AT_RISK);
        judge("f-1", Thumbs.DOWN, "Not what I asked, " + secret);
        succeed("outcome-1", proposed(1).get(0).action());
        peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1);
        assertThat(Tables.holding("aegis_feedback", secret)).contains("feedback", "inbox", "run");

        peer.send(Topics.ERASURES, "state", customer + "-erased", new CustomerErased(customer, 3, Instant.now()));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        assertThat(Tables.holding("aegis_feedback", secret)).isEmpty());
    }

    private void judge(String id, Thumbs thumbs, @Nullable String comment) {
        peer.send(INTENTS, "orchestrator", id + customer, feedback(id, thumbs, comment));
    }

    private FeedbackGiven feedback(String id, Thumbs thumbs, @Nullable String comment) {
        return new FeedbackGiven(
                turn(id),
                new TurnId("about-" + id + "-" + customer),
                conversation,
                customer,
                thumbs,
                comment,
                "The reply.",
                "jane");
    }

    private void ask(String id, Intent intent, String text) {
        peer.send(INTENTS, "orchestrator", id + customer, Intents.asked(customer, turn(id), intent, text, "jane"));
    }

    private void succeed(String id, ProposedAction action) {
        peer.send(
                ACTIONS,
                "query",
                id + customer,
                5L,
                new ActionOutcome.Succeeded(
                        action.id(),
                        action.run(),
                        customer,
                        "ticket.open",
                        "p-1",
                        List.of(new TicketOpened(
                                new TicketId("T-17"),
                                action.arguments().get("subject").textValue(),
                                TICKET,
                                Instant.parse("2026-03-10T12:00:00Z"))),
                        "Opened ticket T-17"));
    }

    private List<ActionProposed> proposed(int atLeast) {
        return peer.await(Topics.PROPOSED, customer, ActionProposed.class, atLeast);
    }

    private TurnId turn(String id) {
        return new TurnId(id + "-" + customer);
    }

    private void know(HealthLevel health, CustomerSnapshot.Ticket... tickets) {
        given().body(Json.bytes(Customers.known(customer, health, tickets)))
                .put(stateUrl + "/api/customers/" + customer)
                .then()
                .statusCode(204);
    }

    private static JsonPath summary() {
        return given().auth()
                .oauth2(token("sam", Set.of("success-manager"), null))
                .get("/api/feedback/summary")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String token(String user, Set<String> groups, @Nullable String customer) {
        return Tokens.mint(LocalPlatform.shared().secrets(), user, groups, customer);
    }
}
