package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Aegis as an MCP server, over the wire, as an assistant sees it. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(NeighboursStandIn.class)
class McpServerTest {
    private static final Executor BESIDE = task -> Thread.ofVirtual().start(task);

    private final String customer = "mcp-" + UUID.randomUUID();

    @Test
    void without_a_token_nobody_gets_in() {
        for (String path : List.of("/mcp", "/mcp/", "/mcp/sse", "/mcp/messages/x")) {
            assertThat(request(given(), "tools/list", Map.of(), path).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(request(given().auth().oauth2("ey.not.one"), "tools/list", Map.of(), "/mcp")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void there_is_a_tool_for_each_thing_and_none_that_approves() {
        JsonPath tools = request(staff("success-manager"), "tools/list", Map.of(), "/mcp")
                .jsonPath();

        assertThat(tools.getList("result.tools.name", String.class))
                .containsExactlyInAnyOrder(
                        "customer_profile",
                        "customer_health",
                        "customer_timeline",
                        "list_actions",
                        "propose_action",
                        "list_approvals");
        assertThat(tools.getMap("result.tools.find { it.name == 'propose_action' }.inputSchema.properties.arguments"))
                .containsEntry("type", "object");
        assertThat(tools.getList(
                        "result.tools.find { it.name == 'propose_action' }.inputSchema.required", String.class))
                .containsExactlyInAnyOrder("type", "arguments", "key");
    }

    @Test
    void a_session_can_be_had_and_is_neither_needed_nor_believed() {
        Response hello = request(
                staff("success-manager"),
                "initialize",
                Map.of(
                        "protocolVersion", "2025-06-18",
                        "capabilities", Map.of(),
                        "clientInfo", Map.of("name", "test", "version", "1")),
                "/mcp");
        String session = hello.getHeader("Mcp-Session-Id");

        assertThat(hello.jsonPath().getString("result.serverInfo.name")).isEqualTo("aegis");
        staff("success-manager")
                .header("Mcp-Session-Id", session)
                .contentType(ContentType.JSON)
                .accept("application/json, text/event-stream")
                .body(Map.of("jsonrpc", "2.0", "method", "notifications/initialized"))
                .post("/mcp")
                .then()
                .statusCode(202);
        assertThat(text(call(staff("success-manager").header("Mcp-Session-Id", session), "list_approvals", Map.of()))
                        .getList("$"))
                .isNotEmpty();
        assertThat(text(call(himself().header("Mcp-Session-Id", "of-another-replica"), "customer_profile", Map.of()))
                        .getString("customer"))
                .isEqualTo(customer);
        assertThat(call(himself().header("Mcp-Session-Id", session), "list_approvals", Map.of())
                        .jsonPath()
                        .getInt("error.code"))
                .isEqualTo(-32001);
    }

    @Test
    void a_customer_sees_himself_and_nobody_else() {
        assertThat(text(call(himself(), "customer_profile", Map.of())).getString("customer"))
                .isEqualTo(customer);
        assertThat(text(call(himself(), "customer_health", Map.of("customer", customer)))
                        .getString("level"))
                .isEqualTo("needs_attention");
        assertThat(text(call(himself(), "customer_timeline", Map.of())).getString("entries[0].fact.fact"))
                .isEqualTo("mail_sent");
        for (String tool : List.of("customer_profile", "customer_health", "customer_timeline")) {
            refused(call(himself(), tool, Map.of("customer", "somebody-else")), "no such customer");
        }
        refused(
                call(
                        himself(),
                        "propose_action",
                        Map.of(
                                "customer",
                                "somebody-else",
                                "type",
                                "sandbox.provision",
                                "arguments",
                                Map.of(),
                                "key",
                                "k")),
                "no such customer");
    }

    @Test
    void staff_name_the_customer() {
        assertThat(text(call(staff("agent"), "customer_profile", Map.of("customer", "carded")))
                        .getString("customer"))
                .isEqualTo("carded");
        refused(call(staff("agent"), "customer_profile", Map.of()), "name the customer");
        refused(
                call(staff("agent"), "customer_profile", Map.of("customer", "state-down")),
                "The state service cannot be reached at the moment.");
    }

    @ParameterizedTest
    @CsvSource({"approver,true", "success-manager,true", "admin,true", "auditor,true", "agent,false", "customer,false"})
    void approvals_are_listed_for_those_who_see_them_at_the_dashboard(String role, boolean may) {
        Response listed = call(role.equals("customer") ? himself() : staff(role), "list_approvals", Map.of());

        if (may) {
            assertThat(text(listed).getList("title", String.class)).contains("Give 25 % off for 3 months");
        } else {
            assertThat(listed.jsonPath().getInt("error.code")).isEqualTo(-32001);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer_profile", "propose_action"})
    void who_serves_no_customers_gets_none(String tool) {
        Response answer = call(
                staff("auditor"),
                tool,
                Map.of("customer", "carded", "type", "sandbox.provision", "arguments", Map.of(), "key", "k"));

        assertThat(answer.jsonPath().getInt("error.code")).isEqualTo(-32001);
    }

    @Test
    void a_proposal_goes_to_the_agent_as_an_accepted_offer_does_and_says_when_it_is_held() throws Exception {
        Map<String, Object> proposal =
                Map.of("customer", customer, "type", "discount.apply", "arguments", Map.of("percent", 20), "key", "k1");
        CompletableFuture<Response> proposing =
                CompletableFuture.supplyAsync(() -> call(staff("success-manager"), "propose_action", proposal), BESIDE);

        IntentRouted routed = Kafka.received(Topics.intents(AgentName.ONBOARDING), customer, IntentRouted.class, 1)
                .get(0);
        assertThat(routed.intent()).isEqualTo(Intent.OFFER_ACCEPTED);
        assertThat(routed.requester()).isEqualTo("success-manager-1");
        assertThat(routed.accepted())
                .isEqualTo(new Offer(
                        "proposal",
                        "Give 20 % off for 3 months",
                        "discount.apply",
                        Json.object().put("percent", 20).put("months", 3)));
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        routed.turn(),
                        new ConversationId(routed.conversation().value()),
                        new CustomerId(customer),
                        "This needs a person's approval first.",
                        List.of(),
                        List.of(),
                        false,
                        List.of()));

        JsonPath held = text(proposing.get(20, TimeUnit.SECONDS));
        assertThat(held.getString("turn.status")).isEqualTo("waiting");
        assertThat(held.getString("turn.kind")).isEqualTo("proposal");
        assertThat(held.getList("turn.replies")).containsExactly("This needs a person's approval first.");
        assertThat(text(call(staff("success-manager"), "propose_action", proposal))
                        .getString("turn.turn"))
                .isEqualTo(routed.turn().value());
        refused(
                call(
                        staff("success-manager"),
                        "propose_action",
                        Map.of("customer", customer, "type", "sandbox.provision", "arguments", Map.of(), "key", "k1")),
                "this Idempotency-Key was used for another request");
        assertThat(Kafka.received(Topics.intents(AgentName.ONBOARDING), customer, IntentRouted.class, 1))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "refund.everything | {}                        | there is no such action",
                "discount.apply    | {}                        | 'percent' is missing",
                "discount.apply    | {\"percent\":400}         | 'percent' is not within 1 and 100",
                "discount.apply    | {\"percent\":5,\"x\":1}   | 'x' is not an argument of discount.apply",
            })
    void a_made_up_action_or_unfit_arguments_begin_nothing(String type, String arguments, String why) {
        Response answer = call(
                himself(),
                "propose_action",
                Map.of("type", type, "arguments", JsonPath.from(arguments).getMap("$"), "key", "k"));

        assertThat(answer.jsonPath().getBoolean("result.isError")).isTrue();
        assertThat(answer.jsonPath().getString("result.content[0].text")).startsWith(why);
        assertThat(himself().get("/api/conversations").jsonPath().getList("$")).isEmpty();
    }

    @Test
    void arguments_that_fit_no_tool_are_named() {
        assertThat(call(himself(), "propose_action", Map.of("type", "sandbox.provision"))
                        .jsonPath()
                        .getString("error.message"))
                .contains("Missing required argument");
        assertThat(call(himself(), "approve_action", Map.of()).jsonPath().getString("error.message"))
                .contains("approve_action");
        refused(call(himself(), "customer_timeline", Map.of("limit", 1000)), "limit is 1 to 100");
        refused(call(himself(), "customer_profile", Map.of("customer", "no id")), "a customer id is 1 to 120 letters");
    }

    private static void refused(Response answer, String why) {
        assertThat(answer.jsonPath().getBoolean("result.isError"))
                .as(answer.asString())
                .isTrue();
        assertThat(answer.jsonPath().getString("result.content[0].text")).startsWith(why);
    }

    /** The tool's answer, which is JSON. */
    private static JsonPath text(Response answer) {
        assertThat(answer.jsonPath().getBoolean("result.isError"))
                .as(answer.asString())
                .isFalse();
        return JsonPath.from(answer.jsonPath().getString("result.content[0].text"));
    }

    private static Response call(RequestSpecification who, String tool, Map<String, ?> arguments) {
        return request(who, "tools/call", Map.of("name", tool, "arguments", arguments), "/mcp");
    }

    private static Response request(RequestSpecification who, String method, Map<String, ?> params, String path) {
        return who.contentType(ContentType.JSON)
                .accept("application/json, text/event-stream")
                .body(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params))
                .post(path);
    }

    private RequestSpecification himself() {
        return as("jane", Set.of("customer"), customer);
    }

    private static RequestSpecification staff(String role) {
        return as(role + "-1", Set.of(role), null);
    }

    private static RequestSpecification as(String user, Set<String> roles, @Nullable String customer) {
        return given().auth().oauth2(Tokens.mint(LocalPlatform.shared().secrets(), user, roles, customer));
    }
}
