package io.aegis.agent.outbound.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aegis.agent.application.OutsideTools.Answer;
import io.aegis.agent.application.OutsideTools.Offered;
import io.aegis.agent.application.ReadTool;
import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.TurnId;
import io.aegis.local.testing.McpStandIn;
import io.aegis.local.testing.McpStandIn.Mood;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server whose own log says what was done. */
class McpToolsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SEARCH = """
            {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["query"],
             "properties":{"query":{"type":"string","minLength":2},"limit":{"type":["integer","null"],"maximum":50}}}""";
    private static final String EDIT = """
            {"type":"object","required":["page"],"additionalProperties":false,
             "properties":{"page":{"type":"integer"},"tags":{"type":"array","items":{"enum":["a","b"]}}}}""";

    private final McpStandIn wiki = new McpStandIn()
            .with(
                    "search",
                    SEARCH,
                    found -> TextNode.valueOf("about " + found.path("query").asText()))
            .with("edit", EDIT, done -> TextNode.valueOf("edited " + done.path("page")))
            .with("wipe", "{\"type\":\"object\"}", done -> TextNode.valueOf("wiped"))
            .with("long", "{\"type\":\"object\"}", done -> TextNode.valueOf("x\u0000".repeat(50_000)))
            .with("fetching", """
                    {"type":"object","properties":{"a":{"$ref":"http://localhost:1/schema.json"}}}""", done -> done);
    private McpTools tools;

    @AfterEach
    void close() {
        if (tools != null) {
            tools.close();
        }
        wiki.close();
    }

    @Test
    void what_is_listed_is_offered_with_the_schema_that_the_server_tells() {
        connect("");

        assertThat(tools.offered())
                .containsExactlyInAnyOrder(
                        new Offered("wiki.search", "Does search.", json(SEARCH), false),
                        new Offered("wiki.long", "Does long.", json("{\"type\":\"object\"}"), false),
                        new Offered("wiki.edit", "Does edit.", json(EDIT), true),
                        new Offered(
                                "wiki.fetching",
                                "Does fetching.",
                                json(
                                        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"http://localhost:1/schema.json\"}}}"),
                                true));
    }

    @Test
    void a_tool_that_reads_answers_with_the_servers_text() {
        connect("");

        ObjectNode answer = read("wiki.search", Json.object().put("query", "keys"));

        assertThat(answer).isEqualTo(Json.object().put("outside", "about keys"));
        assertThat(tools.reading("wiki.search").map(ReadTool::looksAt)).contains("Wiki");
        assertThat(wiki.calls()).containsExactly("search {\"query\":\"keys\"}");
    }

    @Test
    void a_tool_that_changes_is_not_called_but_becomes_an_action() {
        connect("");
        ToolCall action = new ToolCall(
                "mcp.call",
                Json.object()
                        .put("server", "wiki")
                        .put("tool", "edit")
                        .put("arguments", "{\"page\":7,\"tags\":[\"a\"]}"));

        assertThat(tools.proposable(new ToolCall("wiki.edit", json("{\"tags\":[\"a\"],\"page\":7}"))))
                .isEqualTo(action);
        assertThat(tools.proposable(action)).isEqualTo(action);
        assertThat(tools.reading("wiki.edit")).isEmpty();
        assertThat(wiki.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki.wipe", "wiki.", "wiki", "other.search", "", ".", "wiki.search.wipe", "WIKI.search"})
    void a_tool_on_no_list_cannot_be_called_by_anybody(String name) {
        connect("");
        ToolCall call = ToolCall.of(name);

        assertThat(tools.reading(name)).isEmpty();
        assertThat(tools.proposable(call)).isEqualTo(call);
        assertThat(tools.call("wiki", name.substring(name.indexOf('.') + 1), Json.object()))
                .isInstanceOf(Answer.Refused.class);
        assertThat(wiki.calls()).isEmpty();
    }

    @Test
    void the_action_for_outside_tools_cannot_name_an_unlisted_one_or_one_that_only_reads() {
        connect("");

        for (String tool : List.of("wipe", "search")) {
            assertThatThrownBy(() -> tools.proposable(new ToolCall(
                            "mcp.call",
                            Json.object()
                                    .put("server", "wiki")
                                    .put("tool", tool)
                                    .put("arguments", "{}"))))
                    .isInstanceOf(ActionType.Refused.class)
                    .hasMessage("there is no such tool");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"page\":\"seven\"}",
                "{\"page\":7,\"tags\":[\"c\"]}",
                "{\"page\":7,\"more\":1}",
                "{\"page\":7.5}"
            })
    void arguments_that_break_the_servers_schema_are_neither_proposed_nor_sent(String arguments) {
        connect("");

        assertThatThrownBy(() -> tools.proposable(new ToolCall("wiki.edit", json(arguments))))
                .isInstanceOf(ActionType.Refused.class);
        assertThat(tools.call("wiki", "edit", json(arguments))).isInstanceOf(Answer.Refused.class);
        assertThat(wiki.calls()).isEmpty();
    }

    @Test
    void the_fault_is_named() {
        connect("");

        assertThatThrownBy(() -> read("wiki.search", json("{\"query\":\"k\",\"limit\":51}")))
                .isInstanceOf(ActionType.Refused.class)
                .hasMessage("$.limit: must have a maximum value of 50; $.query: must be at least 2 characters long");
    }

    @Test
    void a_schema_cannot_make_us_fetch_another() {
        connect("");

        assertThat(tools.call("wiki", "fetching", Json.object()))
                .isEqualTo(new Answer.Refused("the arguments of fetching cannot be checked: its schema is unreadable"));
    }

    @Test
    void an_answer_is_cut_and_has_no_control_characters() {
        connect("");

        String text = read("wiki.long", Json.object()).path("outside").asText();

        assertThat(text)
                .hasSize(12_000 + "… (cut)".length())
                .doesNotContain("\u0000")
                .endsWith("x… (cut)");
    }

    @Test
    void a_server_that_says_no_is_quoted() {
        connect("");
        wiki.be(Mood.REFUSING);

        assertThat(read("wiki.search", json("{\"query\":\"keys\"}")))
                .isEqualTo(Json.object().put("refused", "Wiki refused: not today"));
        assertThat(tools.call("wiki", "edit", json("{\"page\":7}")))
                .isEqualTo(new Answer.Refused("Wiki refused: not today"));
    }

    @Test
    void garbage_and_silence_leave_it_open_whether_a_change_was_made() {
        connect("aegis.mcp.servers.wiki.timeout=1s");

        for (Mood mood : List.of(Mood.GARBAGE, Mood.SILENT)) {
            wiki.be(mood);
            assertThat(tools.call("wiki", "edit", json("{\"page\":7}")))
                    .isEqualTo(new Answer.Unknown("Wiki did not give an answer that can be read."));
            assertThat(read("wiki.search", json("{\"query\":\"keys\"}")))
                    .isEqualTo(Json.object().put("unavailable", "Wiki did not give an answer that can be read."));
        }
        assertThat(wiki.calls()).filteredOn(call -> call.startsWith("edit")).hasSize(2);
    }

    @Test
    void a_dead_server_delays_no_start_degrades_the_answer_and_is_tried_again() {
        wiki.open();
        wiki.close();
        begin("");

        assertThat(tools.offered()).isEmpty();
        assertThat(read("wiki.search", json("{\"query\":\"keys\"}")))
                .isEqualTo(Json.object().put("unavailable", "Wiki cannot be reached at the moment."));
        assertThatThrownBy(() -> tools.proposable(new ToolCall("wiki.edit", json("{\"page\":7}"))))
                .isInstanceOf(ActionType.Refused.class)
                .hasMessage("Wiki cannot be reached at the moment.");
        assertThat(tools.call("wiki", "edit", json("{\"page\":7}")))
                .isEqualTo(new Answer.Unreached("Wiki cannot be reached at the moment."));

        wiki.open();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(read("wiki.search", json("{\"query\":\"keys\"}")))
                        .isEqualTo(Json.object().put("outside", "about keys")));
    }

    @Test
    void a_change_does_not_leave_on_a_connection_that_broke_unnoticed() {
        connect("");
        wiki.close();

        assertThat(tools.call("wiki", "edit", json("{\"page\":7}")))
                .isEqualTo(new Answer.Unreached("Wiki cannot be reached at the moment."));

        wiki.open();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(tools.call("wiki", "edit", json("{\"page\":7}")))
                        .isEqualTo(new Answer.Given("edited 7")));
        assertThat(wiki.calls()).containsExactly("edit {\"page\":7}");
    }

    @Test
    void a_child_that_cannot_be_started_or_says_nothing_sensible_is_a_dead_server() {
        tools = tools("""
                aegis.mcp.servers.missing.transport=stdio
                aegis.mcp.servers.missing.command=no-such-program
                aegis.mcp.servers.missing.changing=edit
                aegis.mcp.servers.leaving.transport=stdio
                aegis.mcp.servers.leaving.command=sh,-c,echo not JSON; exit 3
                aegis.mcp.servers.leaving.changing=edit
                """);

        for (String server : List.of("missing", "leaving")) {
            assertThat(tools.call(server, "edit", Json.object())).isInstanceOf(Answer.Unreached.class);
        }
    }

    @Test
    void an_agent_that_is_not_named_gets_nothing_but_its_code_may_call_what_is_listed() {
        connect("aegis.mcp.servers.wiki.agents=feedback");

        assertThat(tools.offered()).isEmpty();
        assertThat(tools.reading("wiki.search")).isEmpty();
        assertThat(tools.call("wiki", "search", json("{\"query\":\"keys\"}")))
                .isEqualTo(new Answer.Given("about keys"));
    }

    @Test
    void an_agent_that_has_no_use_for_a_server_does_not_connect_to_it() {
        wiki.open();
        tools = new McpTools(Configured.by("""
                        aegis.mcp.servers.wiki.transport=streamable-http
                        aegis.mcp.servers.wiki.url=%s
                        aegis.mcp.servers.wiki.read-only=search
                        aegis.mcp.servers.wiki.agents=query
                        """.formatted(wiki.url())), AgentName.FEEDBACK, ActionCatalogue.packaged());

        assertThat(tools.call("wiki", "search", json("{\"query\":\"keys\"}")))
                .isEqualTo(new Answer.Refused("There is no server wiki."));
    }

    @Test
    void headers_go_to_the_server() {
        connect("aegis.mcp.servers.wiki.headers.Authorization=Bearer t0ken");

        assertThat(wiki.authorizations()).contains("Bearer t0ken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aegis.mcp.servers.a.transport=stdio",
                "aegis.mcp.servers.a.transport=streamable-http",
                "aegis.mcp.servers.Big.transport=stdio\naegis.mcp.servers.Big.command=x",
                "aegis.mcp.servers.a.transport=stdio\naegis.mcp.servers.a.command=x\n"
                        + "aegis.mcp.servers.a.changing=t\naegis.mcp.servers.a.read-only=t",
            })
    void a_configuration_that_cannot_be_meant_stops_the_start(String properties) {
        assertThatThrownBy(() -> tools(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("aegis.mcp.servers.");
    }

    /** Connected to the wiki; later properties win over earlier ones. */
    private void connect(String more) {
        wiki.open();
        begin(more);
        await().atMost(SOON).until(() -> tools.call("wiki", "long", Json.object()) instanceof Answer.Given);
        wiki.forget();
    }

    private void begin(String more) {
        tools = tools("""
                aegis.mcp.servers.wiki.transport=streamable-http
                aegis.mcp.servers.wiki.url=%s
                aegis.mcp.servers.wiki.read-only=search,long
                aegis.mcp.servers.wiki.changing=edit,fetching
                aegis.mcp.servers.wiki.agents=query
                %s
                """.formatted(wiki.url(), more));
    }

    private static McpTools tools(String properties) {
        return new McpTools(Configured.by(properties), AgentName.QUERY, ActionCatalogue.packaged());
    }

    private ObjectNode read(String name, ObjectNode arguments) {
        return tools.reading(name).orElseThrow().read(run(), arguments);
    }

    static Run run() {
        return Run.start(new Ask(
                new TurnId("t1"),
                new ConversationId("c1"),
                new CustomerId("acme"),
                Intent.QUESTION,
                "hi",
                List.of(),
                List.of(),
                "user",
                null));
    }

    static ObjectNode json(String text) {
        return Json.read(text, ObjectNode.class);
    }
}
