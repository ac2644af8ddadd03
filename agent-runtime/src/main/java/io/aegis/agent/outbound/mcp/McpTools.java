package io.aegis.agent.outbound.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.McpConfig;
import io.aegis.agent.application.OutsideTools;
import io.aegis.agent.application.ReadTool;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Json;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The listed tools of the configured MCP servers. */
@Startup
@ApplicationScoped
public class McpTools implements OutsideTools {
    /** Characters of an answer that a model is given: they are journalled with the run, and paid for. */
    private static final int LONGEST_READING = 12_000;

    private final Map<String, McpServer> servers = new TreeMap<>();
    private final AgentName agent;

    /** Begins to connect to the servers that this agent has a use for, and waits for nobody. */
    McpTools(McpConfig config, AgentName agent, ActionCatalogue catalogue) {
        this.agent = agent;
        boolean executes = catalogue.get(ACTION).agent() == agent;
        config.servers().forEach((name, server) -> {
            McpServer known = new McpServer(name, server);
            if (executes || known.serves(agent)) {
                servers.put(name, known);
            }
        });
        servers.values().forEach(McpServer::start);
    }

    @PreDestroy
    void close() {
        servers.values().forEach(McpServer::close);
    }

    @Override
    public List<Offered> offered() {
        return servers.values().stream()
                .filter(server -> server.serves(agent))
                .flatMap(server -> server.offered().stream())
                .toList();
    }

    @Override
    public Optional<ReadTool> reading(String name) {
        return listed(name)
                .filter(listed -> listed.server().reads(listed.tool()))
                .map(listed -> new Reading(name, listed.server(), listed.tool()));
    }

    @Override
    public ToolCall proposable(ToolCall call) {
        boolean direct = call.tool().equals(ACTION);
        String name = direct
                ? call.arguments().path("server").asText() + "."
                        + call.arguments().path("tool").asText()
                : call.tool();
        Optional<Listed> changing =
                listed(name).filter(listed -> listed.server().changes(listed.tool()));
        if (changing.isEmpty()) {
            if (direct) {
                throw new ActionType.Refused("there is no such tool");
            }
            return call;
        }
        McpServer server = changing.get().server();
        String tool = changing.get().tool();
        ObjectNode arguments = direct ? arguments(call.arguments().path("arguments")) : call.arguments();
        server.objection(tool, arguments).ifPresent(reason -> {
            throw new ActionType.Refused(reason);
        });
        return new ToolCall(
                ACTION,
                Json.object()
                        .put("server", server.name())
                        .put("tool", tool)
                        .put("arguments", Json.text(Json.mapper().convertValue(arguments, Object.class))));
    }

    @Override
    public Answer call(String server, String tool, ObjectNode arguments) {
        McpServer known = servers.get(server);
        return known == null ? new Answer.Refused("There is no server " + server + ".") : known.call(tool, arguments);
    }

    private record Listed(McpServer server, String tool) {}

    private Optional<Listed> listed(String name) {
        int dot = name.indexOf('.');
        McpServer server = dot < 0 ? null : servers.get(name.substring(0, dot));
        return server == null || !server.serves(agent)
                ? Optional.empty()
                : Optional.of(new Listed(server, name.substring(dot + 1)));
    }

    private static ObjectNode arguments(JsonNode text) {
        try {
            if (Json.mapper().readTree(text.asText()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new ActionType.Refused("'arguments' is not JSON");
        }
        throw new ActionType.Refused("'arguments' is not a JSON object");
    }

    private record Reading(String name, McpServer server, String tool) implements ReadTool {
        @Override
        public String looksAt() {
            return server.title();
        }

        @Override
        public ObjectNode read(Run run, ObjectNode arguments) {
            server.connected().flatMap(live -> live.fault(tool, arguments)).ifPresent(reason -> {
                throw new ActionType.Refused(reason);
            });
            return switch (server.call(tool, arguments)) {
                case Answer.Given given -> Json.object().put("outside", McpSession.cut(given.text(), LONGEST_READING));
                case Answer.Refused refused -> Json.object().put("refused", refused.reason());
                case Answer.Unreached unreached -> Json.object().put("unavailable", unreached.reason());
                case Answer.Unknown unknown -> Json.object().put("unavailable", unknown.reason());
            };
        }
    }
}
