package io.aegis.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerFact.TicketOpened;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnId;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Intents;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.aegis.local.testing.ZendeskStandIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tickets in Zendesk; its own log says which were opened, and how often. */
@QuarkusTest
@TestProfile(ZendeskTest.ByItself.class)
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
@QuarkusTestResource(value = ZendeskStandIn.class, restrictToAnnotatedClass = true)
class ZendeskTest {
    /** Other tests of this module do not see what is injected here. */
    public static final class ByItself implements QuarkusTestProfile {}

    private static final Duration SOON = Duration.ofSeconds(30);
    private static Peer peer;

    @ConfigProperty(name = "aegis.query.zendesk.site")
    String zendesk;

    /** With letters that a tag cannot have. */
    private final CustomerId customer = new CustomerId("C+" + UUID.randomUUID());

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @AfterEach
    void zendeskIsWell() {
        zendeskIs("WELL");
    }

    @Test
    void a_ticket_is_opened_once_and_its_link_is_in_the_conversation() {
        ask(new Offer("o", "Do it", "ticket.open", ticket("Webhooks fail")));
        ProposedAction action = peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1)
                .get(0)
                .action();
        release("release-1", action);
        release("release-2", action);

        TicketOpened opened = (TicketOpened) succeeded(1).get(0).facts().get(0);
        assertThat(opened.url()).isEqualTo(zendesk + "/agent/tickets/" + opened.ticket());
        assertThat(peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1)
                        .get(0)
                        .text())
                .isEqualTo("Opened ticket %1$s: Webhooks fail\n\n[Ticket %1$s](%2$s/agent/tickets/%1$s)"
                        .formatted(opened.ticket(), zendesk));
        release("release-3", byFeedback("1", "The next one"));
        succeeded(2);
        assertThat(opened(action)).isEqualTo(1);
    }

    @Test
    void a_ticket_whose_opening_was_not_answered_is_found_again_and_not_opened_twice() {
        zendeskIs("SILENT");
        ProposedAction action = byFeedback("1", "Lost answer");
        release("release-1", action);
        await().atMost(SOON).until(() -> opened(action) == 1);
        zendeskIs("WELL");

        assertThat(succeeded(1).get(0).summary()).endsWith("Lost answer");
        assertThat(opened(action)).isEqualTo(1);
    }

    @Test
    void while_zendesk_is_away_the_ticket_waits_and_reads_say_so() {
        zendeskIs("AWAY");
        ProposedAction action = byFeedback("1", "Nobody there");
        release("release-1", action);
        await().atMost(SOON)
                .untilAsserted(
                        () -> get("", "sam", Set.of("success-manager"), null).statusCode(503));
        assertThat(peer.read(Topics.OUTCOMES, customer, ActionOutcome.class)).isEmpty();
        zendeskIs("WELL");

        assertThat(succeeded(1).get(0).summary()).endsWith("Nobody there");
        assertThat(opened(action)).isEqualTo(1);
    }

    @Test
    void a_ticket_is_its_customers_and_what_aegis_did_not_open_is_no_ticket() {
        release("release-1", byFeedback("1", "It never works"));
        String id = ((TicketOpened) succeeded(1).get(0).facts().get(0)).ticket().value();

        get("/" + id, "jane", Set.of("customer"), customer.value())
                .statusCode(200)
                .body("subject", equalTo("It never works"))
                .body("customer", equalTo(customer.value()))
                .body("openedAt", equalTo("2026-03-01T10:00:00Z"));
        get("", "jane", Set.of("customer"), customer.value()).statusCode(200).body("tickets.id", equalTo(List.of(id)));
        get("/" + id, "eve", Set.of("customer"), "other").statusCode(404);
        get("/1", "sam", Set.of("success-manager"), null).statusCode(404);
        get("/SUP-1", "sam", Set.of("success-manager"), null).statusCode(404);
    }

    private static ObjectNode ticket(String subject) {
        return Json.object()
                .put("subject", subject)
                .put("body", "In the customer's words")
                .put("priority", "normal");
    }

    private void ask(Offer offer) {
        peer.send(
                Topics.intents(AgentName.QUERY),
                "orchestrator",
                customer + "turn-1",
                Intents.accepted(customer, new TurnId("turn-1-" + customer), offer, "", "jane"));
    }

    private ProposedAction byFeedback(String number, String subject) {
        ObjectNode arguments = ticket(subject);
        return new ProposedAction(
                new ActionId("run-" + customer + "." + number),
                new RunId("run-" + customer),
                new TurnId("turn-" + customer),
                Intents.conversation(customer),
                customer,
                "ticket.open",
                arguments,
                Json.hash(arguments),
                AgentName.FEEDBACK,
                "jane",
                Tier.TRIAL,
                "Because");
    }

    private void release(String id, ProposedAction action) {
        peer.send(
                Topics.actions(AgentName.QUERY),
                "approval",
                customer + id,
                Releases.of(action, AgentName.QUERY, "sam", Instant.now().plusSeconds(600)));
    }

    private List<ActionOutcome.Succeeded> succeeded(int atLeast) {
        return peer.await(Topics.OUTCOMES, customer, ActionOutcome.Succeeded.class, atLeast);
    }

    /** How often a ticket was really opened for the action, by Zendesk's own log. */
    private long opened(ProposedAction action) {
        return given().get(zendesk + "/_changes").jsonPath().getList("$", String.class).stream()
                .filter(change -> change.startsWith("ticket " + action.id() + " "))
                .count();
    }

    private void zendeskIs(String mood) {
        given().body(mood).put(zendesk + "/_mood").then().statusCode(200);
    }

    private ValidatableResponse get(String path, String user, Set<String> groups, @Nullable String claim) {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), user, groups, claim))
                .get("/api/tickets" + path)
                .then();
    }
}
