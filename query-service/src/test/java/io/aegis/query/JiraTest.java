package io.aegis.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.OutsideTools;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerFact;
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
import io.aegis.local.testing.JiraStandIn;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.aegis.local.testing.Releases;
import io.aegis.local.testing.StateStandIn;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tickets in Jira, and other changes there, over MCP; Jira's own log of calls says what was done, and how often. */
@QuarkusTest
@TestProfile(JiraTest.GivesUpSoon.class)
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(StateStandIn.class)
@QuarkusTestResource(value = JiraStandIn.class, restrictToAnnotatedClass = true)
class JiraTest {
    public static final class GivesUpSoon implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("aegis.messaging.attempts", "6");
        }
    }

    private static final Duration SOON = Duration.ofSeconds(30);
    private static Peer peer;

    @ConfigProperty(name = "aegis.mcp.servers.jira.url")
    String jira;

    @Inject
    DataSource database;

    @Inject
    OutsideTools outside;

    private final CustomerId customer = new CustomerId("c-" + UUID.randomUUID());

    @BeforeAll
    static void connect() {
        peer = new Peer(LocalPlatform.shared().bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        peer.close();
    }

    @BeforeEach
    void jiraIsWellAndHasForgotten() {
        jiraIs("WELL");
        await().atMost(SOON)
                .until(() -> outside.call("jira", "jira_search", Json.object().put("jql", "labels is EMPTY"))
                        instanceof OutsideTools.Answer.Given);
        given().delete(jira.replace("/mcp", "/calls")).then().statusCode(200);
    }

    @Test
    void a_ticket_is_an_issue_and_its_key_and_link_are_in_the_conversation() {
        ProposedAction action = accept("ticket.open", ticket("Webhooks fail"));
        release("release-1", action);
        release("release-2", action);

        TicketOpened opened = (TicketOpened) succeeded(1).get(0).facts().get(0);
        assertThat(opened.ticket().value()).matches("SUP-[0-9]+");
        assertThat(opened.url()).isEqualTo("https://example.atlassian.net/browse/" + opened.ticket());
        assertThat(answer().text())
                .isEqualTo(
                        "Opened ticket %1$s: Webhooks fail\n\n[Ticket %1$s](https://example.atlassian.net/browse/%1$s)"
                                .formatted(opened.ticket()));
        release("release-3", byFeedback("ticket.open", ticket("The next one").put("priority", "normal")));
        succeeded(2);
        assertThat(calls("jira_create_issue"))
                .hasSize(2)
                .first()
                .satisfies(call -> assertThat(call)
                        .contains(
                                "\"project_key\":\"SUP\"",
                                "\"summary\":\"Webhooks fail\"",
                                "aegis-customer-" + customer)
                        .contains("aegis-action-" + action.id()));
    }

    @Test
    void an_issue_is_its_customers_and_what_aegis_did_not_open_is_no_ticket() {
        release("release-1", byFeedback("ticket.open", ticket("It never works").put("priority", "high")));
        String key =
                ((TicketOpened) succeeded(1).get(0).facts().get(0)).ticket().value();

        get("/" + key, "jane", Set.of("customer"), customer.value())
                .statusCode(200)
                .body("subject", equalTo("It never works"))
                .body("priority", equalTo("high"))
                .body("customer", equalTo(customer.value()))
                .body("openedAt", equalTo("2026-03-01T10:00:00Z"))
                .body("url", equalTo("https://example.atlassian.net/browse/" + key));
        get("", "jane", Set.of("customer"), customer.value()).body("tickets.id", equalTo(List.of(key)));
        get("/" + key, "eve", Set.of("customer"), "other").statusCode(404);
        get("/SUP-1", "sam", Set.of("success-manager"), null).statusCode(404);
        get("/OPS-1", "sam", Set.of("success-manager"), null).statusCode(404);
        get("/SUP-999", "sam", Set.of("success-manager"), null).statusCode(404);
    }

    @Test
    void an_issue_whose_creation_was_not_answered_is_found_again_and_not_created_twice() {
        jiraIs("SILENT");
        ProposedAction action = byFeedback("ticket.open", ticket("Lost answer").put("priority", "normal"));
        release("release-1", action);
        await().atMost(SOON).until(() -> calls("jira_create_issue").size() == 1);
        jiraIs("WELL");

        TicketOpened opened = (TicketOpened) succeeded(1).get(0).facts().get(0);

        assertThat(opened.subject()).isEqualTo("Lost answer");
        assertThat(calls("jira_create_issue")).hasSize(1);
    }

    @Test
    void while_jira_is_away_the_answer_says_so_and_later_it_works() {
        jiraIs("AWAY");
        release("release-1", byFeedback("ticket.open", ticket("Nobody there").put("priority", "normal")));

        assertThat(failed(1).get(0).reason()).isEqualTo("Jira cannot be reached at the moment. Nothing was changed.");
        get("", "sam", Set.of("success-manager"), null)
                .statusCode(503)
                .contentType("application/problem+json")
                .body("detail", containsString("Jira cannot be reached at the moment."));
        jiraIs("WELL");
        await().atMost(SOON)
                .untilAsserted(
                        () -> get("", "sam", Set.of("success-manager"), null).statusCode(200));
        release(
                "release-2",
                byFeedback("later", "ticket.open", ticket("Back again").put("priority", "normal")));
        assertThat(succeeded(1).get(0).summary()).endsWith("Back again");
        assertThat(calls("jira_create_issue")).hasSize(1);
    }

    @Test
    void a_listed_change_is_one_action_and_is_made_once_after_its_release() {
        ProposedAction action = accept(
                "jira.jira_add_comment", Json.object().put("issue_key", "SUP-1").put("body", "Same here"));

        assertThat(action.type()).isEqualTo("mcp.call");
        assertThat(action.arguments())
                .isEqualTo(Json.object()
                        .put("server", "jira")
                        .put("tool", "jira_add_comment")
                        .put("arguments", "{\"body\":\"Same here\",\"issue_key\":\"SUP-1\"}"));
        assertThat(calls("jira_add_comment")).isEmpty();
        release("release-1", action);
        release("release-2", action);
        assertThat(answer().text()).isEqualTo("Called jira_add_comment of jira: {\"id\":\"c1\"}");
        release("release-3", byFeedback("ticket.open", ticket("The next one").put("priority", "normal")));
        List<ActionOutcome.Succeeded> outcomes = succeeded(2);
        assertThat(outcomes.get(0).facts())
                .singleElement()
                .isInstanceOfSatisfying(
                        CustomerFact.OutsideEvent.class,
                        event -> assertThat(event.data())
                                .isEqualTo(Json.object().put("server", "jira").put("tool", "jira_add_comment")));
        assertThat(calls("jira_add_comment"))
                .containsExactly("jira_add_comment {\"body\":\"Same here\",\"issue_key\":\"SUP-1\"}");
    }

    @Test
    void a_change_without_an_answer_is_not_made_again_and_people_are_told() {
        jiraIs("SILENT");
        ProposedAction action = byFeedback("mcp.call", comment());
        release("release-1", action);

        assertThat(failed(1).get(0).reason())
                .isEqualTo(
                        "Jira did not give an answer that can be read. Whether it was done is not known, and it is not"
                                + " done again: somebody has to look there.");
        jiraIs("WELL");
        release("release-2", action);
        release(
                "release-3",
                byFeedback("later", "ticket.open", ticket("The next one").put("priority", "normal")));
        succeeded(1);
        assertThat(calls("jira_add_comment")).hasSize(1);
    }

    @Test
    void a_change_that_a_crash_interrupted_is_not_made_again_and_people_are_told() throws SQLException {
        ProposedAction action = byFeedback("mcp.call", comment());
        sent(action.id());

        release("release-1", action);

        assertThat(failed(1).get(0).reason())
                .isEqualTo("Aegis was interrupted while it called jira_add_comment of jira. Whether it was done is not"
                        + " known, and it is not done again: somebody has to look there.");
        assertThat(calls("jira_add_comment")).isEmpty();
    }

    @Test
    void a_change_waits_for_a_server_that_comes_back() {
        jiraIs("AWAY");
        release("release-1", byFeedback("mcp.call", comment()));
        assertThat(peer.read(Topics.OUTCOMES, customer, ActionOutcome.class)).isEmpty();
        jiraIs("WELL");

        assertThat(succeeded(1).get(0).summary()).startsWith("Called jira_add_comment of jira");
        assertThat(calls("jira_add_comment")).hasSize(1);
    }

    @Test
    void a_tool_on_no_list_is_not_called_even_when_somebody_releases_it() {
        release("release-1", byFeedback("mcp.call", comment().put("tool", "jira_delete_issue")));

        assertThat(failed(1).get(0).reason()).isEqualTo("There is no tool jira_delete_issue of Jira.");
        assertThat(calls("jira_delete_issue")).isEmpty();
    }

    @Test
    void a_tool_on_no_list_or_unfit_arguments_are_not_even_proposed() {
        ask(new Offer("o", "Delete", "jira.jira_delete_issue", Json.object().put("issue_key", "SUP-1")), "turn-1");
        ask(new Offer("o", "Say", "jira.jira_add_comment", Json.object().put("issue_key", "nonsense")), "turn-2");

        peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 2);
        assertThat(peer.read(Topics.PROPOSED, customer, ActionProposed.class)).isEmpty();
    }

    private static ObjectNode ticket(String subject) {
        return Json.object().put("subject", subject).put("body", "In the customer's words");
    }

    private static ObjectNode comment() {
        return Json.object()
                .put("server", "jira")
                .put("tool", "jira_add_comment")
                .put("arguments", "{\"issue_key\":\"SUP-1\",\"body\":\"" + UUID.randomUUID() + "\"}");
    }

    /** Proposed by an offer that the customer accepts. */
    private ProposedAction accept(String type, ObjectNode arguments) {
        ask(new Offer("o", "Do it", type, arguments), "turn-1");
        return peer.await(Topics.PROPOSED, customer, ActionProposed.class, 1)
                .get(0)
                .action();
    }

    private void ask(Offer offer, String turn) {
        peer.send(
                Topics.intents(AgentName.QUERY),
                "orchestrator",
                customer + turn,
                Intents.accepted(customer, new TurnId(turn + "-" + customer), offer, "", "jane"));
    }

    private ProposedAction byFeedback(String type, ObjectNode arguments) {
        return byFeedback("1", type, arguments);
    }

    private ProposedAction byFeedback(String number, String type, ObjectNode arguments) {
        return new ProposedAction(
                new ActionId("run-" + customer + "." + number),
                new RunId("run-" + customer),
                new TurnId("turn-" + customer),
                Intents.conversation(customer),
                customer,
                type,
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

    private List<ActionOutcome.Failed> failed(int atLeast) {
        return peer.await(Topics.OUTCOMES, customer, ActionOutcome.Failed.class, atLeast);
    }

    private TurnReport.Answered answer() {
        return peer.await(Topics.REPLIES, customer, TurnReport.Answered.class, 1)
                .get(0);
    }

    /** The calls of a tool since the test began, as Jira saw them. */
    private List<String> calls(String tool) {
        return given().get(jira.replace("/mcp", "/calls")).jsonPath().getList("$", String.class).stream()
                .filter(call -> call.startsWith(tool + " "))
                .toList();
    }

    private void jiraIs(String mood) {
        given().body(mood).put(jira.replace("/mcp", "/mood")).then().statusCode(200);
    }

    private void sent(ActionId action) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into effect (id, state) values (?, 0)")) {
            insert.setString(1, action.value());
            insert.executeUpdate();
        }
    }

    private ValidatableResponse get(String path, String user, Set<String> groups, @Nullable String claim) {
        return given().auth()
                .oauth2(Tokens.mint(LocalPlatform.shared().secrets(), user, groups, claim))
                .get("/api/tickets" + path)
                .then();
    }
}
