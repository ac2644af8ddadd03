package io.aegis.agent.outbound.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import dev.langchain4j.mcp.client.protocol.McpCallToolRequest;
import dev.langchain4j.mcp.client.protocol.McpCancellationNotification;
import dev.langchain4j.mcp.client.protocol.McpClientMessage;
import dev.langchain4j.mcp.client.protocol.McpInitializeParams;
import dev.langchain4j.mcp.client.protocol.McpInitializeRequest;
import dev.langchain4j.mcp.client.protocol.McpListToolsRequest;
import dev.langchain4j.mcp.client.protocol.McpPingRequest;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.mcp.client.transport.stdio.StdioMcpTransport;
import io.aegis.agent.McpConfig;
import io.aegis.agent.application.OutsideTools.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One connection to a server, from the handshake to its loss. It stands on LangChain4j's transports and not on its client:
 * that one takes a time-out for an answer, knows schemas only as far as models need them, and waits for a tool list for
 * ever (ADR 013). Thread-safe.
 */
final class McpSession implements AutoCloseable {
    /** The server is not there, or does not speak the protocol. The message names no content. */
    static final class Broken extends Exception {
        Broken(String message) {
            super(message);
        }
    }

    /**
     * @param schema of the arguments, as the server tells it
     * @param fits judges arguments by the schema; empty when the schema cannot be read
     */
    record Tool(String name, String description, ObjectNode schema, Optional<JsonSchema> fits) {}

    private static final Logger LOG = Logger.getLogger(McpSession.class);
    private static final String PROTOCOL = "2025-06-18";

    /** A child may have to be downloaded first. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);

    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration BETWEEN_PINGS = Duration.ofSeconds(30);
    private static final int MOST_PAGES = 20;

    /** Characters of an answer that are kept. */
    private static final int LONGEST_ANSWER = 500_000;

    private static final int LONGEST_REASON = 400;
    private static final int LONGEST_DESCRIPTION = 2_000;

    /** Inherited by a child; the rest of the environment holds this process's own secrets. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "TMPDIR", "TZ");

    /** A schema never makes this process fetch another from an address it names. */
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));

    private enum Signal {
        ENDED,
        SUSPECT,
        TOOLS_CHANGED
    }

    private final String server;
    private final String title;
    private final Duration timeout;
    private final Set<String> listed;
    private final McpTransport transport;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private volatile Map<String, Tool> tools = Map.of();

    private McpSession(String server, String title, McpConfig.Server config, Set<String> listed) {
        this.server = server;
        this.title = title;
        this.timeout = config.timeout();
        this.listed = listed;
        this.transport = switch (config.transport()) {
            case STDIO ->
                new StdioMcpTransport.Builder()
                        .command(withoutOurEnvironment(config))
                        .environment(config.environment())
                        .build();
            case STREAMABLE_HTTP ->
                new StreamableHttpMcpTransport.Builder()
                        .url(config.url().orElseThrow().toString())
                        .customHeaders(config.headers())
                        .timeout(PING)
                        .build();
        };
    }

    /** @param listed the tools that the operator has listed; others of the server are not looked at */
    static McpSession open(String server, String title, McpConfig.Server config, Set<String> listed)
            throws Broken, InterruptedException {
        McpSession session = new McpSession(server, title, config, listed);
        try {
            session.connect();
            return session;
        } catch (Broken | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void connect() throws Broken, InterruptedException {
        McpOperationHandler incoming = new McpOperationHandler(
                pending, List::of, transport, log -> {}, () -> signals.add(Signal.TOOLS_CHANGED));
        try {
            transport.start(incoming);
        } catch (RuntimeException e) {
            throw new Broken("it cannot be started");
        }
        if (transport instanceof StdioMcpTransport child) {
            child.getProcess().onExit().thenRun(this::ended);
        }
        McpInitializeParams params = new McpInitializeParams();
        params.setProtocolVersion(PROTOCOL);
        McpInitializeParams.ClientInfo client = new McpInitializeParams.ClientInfo();
        client.setName("aegis");
        client.setVersion("1");
        params.setClientInfo(client);
        // Absent roots would go out as null, which strict servers refuse; asked for roots, this client has none.
        McpInitializeParams.Capabilities capabilities = new McpInitializeParams.Capabilities();
        capabilities.setRoots(new McpInitializeParams.Capabilities.Roots());
        params.setCapabilities(capabilities);
        McpInitializeRequest hello = new McpInitializeRequest(ids.incrementAndGet());
        hello.setParams(params);
        result(await(hello, () -> transport.initialize(hello), HANDSHAKE));
        tools = list();
    }

    /** Blocks until the connection is found to be lost or is closed; meanwhile it looks after it. */
    void untilItEnds() throws InterruptedException {
        while (true) {
            Signal signal = signals.poll(BETWEEN_PINGS.toMillis(), TimeUnit.MILLISECONDS);
            if (signal == Signal.ENDED || !answers()) {
                return;
            }
            if (signal == Signal.TOOLS_CHANGED) {
                try {
                    tools = list();
                } catch (Broken e) {
                    return;
                }
            }
        }
    }

    private void ended() {
        signals.add(Signal.ENDED);
        pending.values().forEach(one -> one.completeExceptionally(new IOException("the server's process ended")));
    }

    @Override
    public void close() {
        ended();
        try {
            if (transport instanceof StdioMcpTransport child && child.getProcess() != null) {
                child.getProcess().descendants().forEach(ProcessHandle::destroy);
                child.close();
            } else if (!(transport instanceof StdioMcpTransport)) {
                transport.close();
            }
        } catch (IOException e) {
            LOG.debugf("mcp connection not closed cleanly, server=%s", server);
        }
    }

    Collection<Tool> tools() {
        return tools.values();
    }

    /** What is wrong with the arguments by the schema that the server told, if anything. */
    Optional<String> fault(String name, ObjectNode arguments) {
        Tool tool = tools.get(name);
        if (tool == null) {
            return Optional.of(title + " has no tool " + name + " at the moment");
        }
        if (tool.fits().isEmpty()) {
            return Optional.of("the arguments of " + name + " cannot be checked: its schema is unreadable");
        }
        Set<ValidationMessage> faults = tool.fits().get().validate(arguments);
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(cut(
                        faults.stream()
                                .map(ValidationMessage::getMessage)
                                .sorted()
                                .collect(Collectors.joining("; ")),
                        LONGEST_REASON));
    }

    /** Whether the server is there now. */
    boolean answers() {
        try {
            transport.checkHealth();
            McpPingRequest ping = new McpPingRequest(ids.incrementAndGet());
            await(ping, () -> transport.executeOperationWithResponse(ping), PING);
            return true;
        } catch (Broken | IllegalStateException e) {
            signals.add(Signal.ENDED);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Answer call(String tool, ObjectNode arguments) {
        McpCallToolRequest call = new McpCallToolRequest(ids.incrementAndGet(), tool, arguments);
        try {
            JsonNode message = await(call, () -> transport.executeOperationWithResponse(call), timeout);
            if (message.path("error").isObject()) {
                return new Answer.Refused(title + " refused: "
                        + cut(message.path("error").path("message").asText("without a reason"), LONGEST_REASON));
            }
            JsonNode result = result(message);
            String text = text(result);
            return result.path("isError").asBoolean()
                    ? new Answer.Refused(title + " refused: " + cut(text, LONGEST_REASON))
                    : new Answer.Given(cut(text, LONGEST_ANSWER));
        } catch (Broken e) {
            transport.executeOperationWithoutResponse(
                    new McpCancellationNotification(call.getId(), "no answer in time"));
            signals.add(Signal.SUSPECT);
            return new Answer.Unknown(title + " did not give an answer that can be read.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown("Aegis was stopped during the call to " + title + ".");
        }
    }

    private Map<String, Tool> list() throws Broken, InterruptedException {
        Map<String, Tool> found = new TreeMap<>();
        String cursor = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            McpListToolsRequest request = new McpListToolsRequest(ids.incrementAndGet());
            if (!cursor.isEmpty()) {
                request.setCursor(cursor);
            }
            JsonNode result = result(await(request, () -> transport.executeOperationWithResponse(request), timeout));
            for (JsonNode tool : result.path("tools")) {
                if (listed.contains(tool.path("name").asText())
                        && tool.path("inputSchema") instanceof ObjectNode schema) {
                    found.put(tool.path("name").asText(), tool(tool, schema));
                }
            }
            cursor = result.path("nextCursor").asText("");
            if (cursor.isEmpty()) {
                break;
            }
        }
        listed.stream()
                .filter(name -> !found.containsKey(name))
                .forEach(name -> LOG.warnf("a listed tool is not there, server=%s tool=%s", server, name));
        return found;
    }

    private static Tool tool(JsonNode told, ObjectNode schema) {
        return new Tool(
                told.path("name").asText(),
                cut(told.path("description").asText(), LONGEST_DESCRIPTION),
                schema,
                compiled(schema.deepCopy()));
    }

    private static Optional<JsonSchema> compiled(ObjectNode schema) {
        // A name or a dialect of its own would have to be looked up; the dialects differ in nothing that tools use.
        schema.remove(List.of("$schema", "$id"));
        try {
            JsonSchema compiled = SCHEMAS.getSchema(schema);
            compiled.initializeValidators();
            return Optional.of(compiled);
        } catch (JsonSchemaException e) {
            return Optional.empty();
        }
    }

    private JsonNode await(McpClientMessage message, Supplier<CompletableFuture<JsonNode>> sent, Duration most)
            throws Broken, InterruptedException {
        try {
            JsonNode answer = sent.get().get(most.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new Broken("it answers without content");
            }
            return answer;
        } catch (TimeoutException e) {
            throw new Broken("no answer in " + most.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new Broken(reason(e.getCause() == null ? e : e.getCause()));
        } finally {
            pending.remove(message.getId());
        }
    }

    /** What went wrong, without anything that the server said: the transport words a status itself. */
    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message != null && message.startsWith("Unexpected status code")
                ? message
                : cause.getClass().getSimpleName();
    }

    private static JsonNode result(JsonNode message) throws Broken {
        if (!message.path("result").isObject()) {
            throw new Broken("it answers with no result");
        }
        return message.get("result");
    }

    /** The texts of a result; other content is named and left out. */
    private static String text(JsonNode result) {
        List<String> parts = new ArrayList<>();
        for (JsonNode part : result.path("content")) {
            parts.add(
                    switch (part.path("type").asText()) {
                        case "text" -> part.path("text").asText();
                        case "resource_link" ->
                            part.path("name").asText() + ": " + part.path("uri").asText();
                        case "resource" -> part.path("resource").path("text").asText("(a resource, left out)");
                        default -> "(" + cut(part.path("type").asText("something"), 30) + ", left out)";
                    });
        }
        if (parts.isEmpty() && result.hasNonNull("structuredContent")) {
            parts.add(result.get("structuredContent").toString());
        }
        return String.join("\n", parts);
    }

    /** At most that many characters, no half one at the end, and no control character beside tab and line feed. */
    static String cut(String text, int most) {
        String clean = text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "");
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
        return clean.substring(0, end) + "… (cut)";
    }

    /** The command, begun without this process's environment beside what any program needs. */
    private static List<String> withoutOurEnvironment(McpConfig.Server config) {
        List<String> command = new ArrayList<>(List.of("env"));
        for (String name : System.getenv().keySet()) {
            if (!INHERITED.contains(name) && !config.environment().containsKey(name)) {
                command.add("-u");
                command.add(name);
            }
        }
        command.addAll(config.command().orElseThrow());
        return command;
    }
}
