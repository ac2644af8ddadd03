package io.aegis.agent.outbound.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.OutsideTools.Answer;
import io.aegis.agent.application.OutsideTools.Offered;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the MCP project's reference server, as a child and over HTTP. */
class ReferenceServerTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LISTS = """
            aegis.mcp.servers.everything.read-only=echo,get-sum,get-tiny-image,get-env,trigger-long-running-operation
            aegis.mcp.servers.everything.changing=gzip-file-as-resource
            aegis.mcp.servers.everything.agents=query
            aegis.mcp.servers.everything.timeout=5s
            """;

    private McpTools tools;
    private Process server;

    @AfterEach
    void close() {
        if (tools != null) {
            tools.close();
        }
        if (server != null) {
            server.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdio", "streamable-http"})
    void tools_are_read_called_and_checked(String transport) throws Exception {
        connect(transport);

        assertThat(tools.offered())
                .extracting(Offered::name, Offered::changes)
                .contains(tuple("everything.get-sum", false), tuple("everything.gzip-file-as-resource", true))
                .hasSize(6);
        assertThat(read("everything.echo", Json.object().put("message", "héllo 🙂\nthere"))
                        .path("outside")
                        .asText())
                .isEqualTo("Echo: héllo 🙂\nthere");
        assertThat(read("everything.get-sum", Json.object().put("a", 2).put("b", 40))
                        .path("outside")
                        .asText())
                .contains("42");
        assertThat(read("everything.get-tiny-image", Json.object())
                        .path("outside")
                        .asText())
                .contains("(image, left out)");
        assertThatThrownBy(() ->
                        read("everything.get-sum", Json.object().put("a", "two").put("b", 40)))
                .isInstanceOf(ActionType.Refused.class)
                .hasMessage("$.a: string found, number expected");
        assertThatThrownBy(() -> tools.proposable(new ToolCall(
                        "everything.gzip-file-as-resource", Json.object().put("data", 7))))
                .isInstanceOf(ActionType.Refused.class);
        assertThat(tools.call(
                        "everything", "simulate-research-query", Json.object().put("topic", "x")))
                .isInstanceOf(Answer.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdio", "streamable-http"})
    void a_slow_tool_is_not_waited_for_and_the_server_goes_on(String transport) throws Exception {
        connect(transport);

        assertThat(tools.call(
                        "everything",
                        "trigger-long-running-operation",
                        Json.object().put("duration", 30).put("steps", 2)))
                .isEqualTo(new Answer.Unknown("Everything did not give an answer that can be read."));
        assertThat(read("everything.echo", Json.object().put("message", "still here"))
                        .path("outside")
                        .asText())
                .isEqualTo("Echo: still here");
    }

    @Test
    void a_child_sees_its_own_environment_and_none_of_ours() throws Exception {
        connect("stdio");

        ObjectNode environment = Json.read(
                read("everything.get-env", Json.object()).path("outside").asText(), ObjectNode.class);

        assertThat(environment.path("API_TOKEN").asText()).isEqualTo("t0ken");
        assertThat(environment.has("PATH")).isTrue();
        assertThat(environment.fieldNames())
                .toIterable()
                .isSubsetOf(
                        "API_TOKEN",
                        "PATH",
                        "HOME",
                        "USER",
                        "LOGNAME",
                        "SHELL",
                        "TERM",
                        "LANG",
                        "TMPDIR",
                        "TZ",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_");
    }

    @Test
    void a_child_that_dies_is_started_again() throws Exception {
        connect("stdio");
        ProcessHandle child = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("server-everything"))
                .findFirst()
                .orElseThrow();

        child.destroyForcibly();

        waiting().until(() -> !child.isAlive());
        waiting()
                .untilAsserted(() -> assertThat(
                                tools.call("everything", "echo", Json.object().put("message", "again")))
                        .isEqualTo(new Answer.Given("Echo: again")));
    }

    /** Over stdio with a line before the protocol that is none of it, as many servers print one. */
    private void connect(String transport) throws IOException, InterruptedException {
        Path script = NpmServers.everything();
        String how;
        if (transport.equals("stdio")) {
            how = """
                    aegis.mcp.servers.everything.command=sh,-c,echo Server is starting...; exec node %s stdio
                    aegis.mcp.servers.everything.environment.API_TOKEN=t0ken
                    """.formatted(script);
        } else {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            ProcessBuilder builder = new ProcessBuilder("node", script.toString(), "streamableHttp")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("PORT", String.valueOf(port));
            server = builder.start();
            how = "aegis.mcp.servers.everything.url=http://localhost:%d/mcp%n".formatted(port);
        }
        tools = new McpTools(
                Configured.by("aegis.mcp.servers.everything.transport=" + transport + "\n" + how + LISTS),
                AgentName.QUERY,
                ActionCatalogue.packaged());
        waiting().until(() -> !tools.offered().isEmpty());
    }

    /** The transport fails loudly on a thread of its own while the server is not up yet, beside telling it. */
    private static ConditionFactory waiting() {
        return await().atMost(SOON).dontCatchUncaughtExceptions();
    }

    private ObjectNode read(String name, ObjectNode arguments) {
        return tools.reading(name).orElseThrow().read(McpToolsTest.run(), arguments);
    }
}
