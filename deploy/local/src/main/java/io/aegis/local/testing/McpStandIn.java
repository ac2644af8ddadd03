package io.aegis.local.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server of the Model Context Protocol over streamable HTTP, for tests. Its own log of calls is the judge of what was
 * done outside, and how often. It can behave as servers do on bad days.
 */
public final class McpStandIn implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How calls of tools are answered. */
    public enum Mood {
        WELL,
        /** The call is carried out, and the answer is no JSON. */
        GARBAGE,
        /** The call is carried out, and no answer comes. */
        SILENT,
        /** The call is not carried out, and the tool says so. */
        REFUSING,
        /** Nothing is answered but 503, also to the handshake. */
        AWAY
    }

    private record Tool(ObjectNode described, UnaryOperator<JsonNode> does) {}

    private final Map<String, Tool> tools = new TreeMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.WELL;
    private @Nullable HttpServer server;
    private int port;

    /**
     * Offers a tool.
     *
     * @param schema of its arguments
     * @param does gives the answer, which goes out as text
     */
    public McpStandIn with(String name, String schema, UnaryOperator<JsonNode> does) {
        ObjectNode described = JSON.createObjectNode().put("name", name).put("description", "Does " + name + ".");
        described.set("inputSchema", read(schema));
        tools.put(name, new Tool(described, does));
        return this;
    }

    /** Opens it, on the port it had before if any. */
    public McpStandIn open() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mcp", this::answer);
        server.createContext("/calls", this::tell);
        server.createContext("/mood", this::turn);
        server.start();
        port = server.getAddress().getPort();
        return this;
    }

    public String url() {
        return "http://localhost:" + port + "/mcp";
    }

    public void be(Mood now) {
        mood = now;
    }

    /** What was carried out: the tool's name, a space, and its arguments. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Empties the log. */
    public void forget() {
        calls.clear();
    }

    /** The Authorization headers that were seen. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** {@link #calls} for a test that cannot hold this object; a DELETE is {@link #forget}. */
    private void tell(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            forget();
        }
        reply(exchange, 200, JSON.writeValueAsBytes(calls));
    }

    /** {@link #be} for such a test. */
    private void turn(HttpExchange exchange) throws IOException {
        be(Mood.valueOf(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        reply(exchange, 200, new byte[] {'1'});
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (mood == Mood.AWAY) {
            reply(exchange, 503, new byte[] {'1'});
            return;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.sendResponseHeaders(405, -1);
            exchange.close();
            return;
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            authorizations.add(authorization);
        }
        JsonNode message = JSON.readTree(exchange.getRequestBody());
        if (!message.has("id")) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", message.get("id"));
        byte[] body;
        if (message.path("method").asText().equals("tools/call")) {
            JsonNode params = message.get("params");
            Mood now = mood;
            if (now != Mood.REFUSING) {
                calls.add(params.path("name").asText() + " " + params.path("arguments"));
            }
            answer.set("result", result(params, now));
            if (now == Mood.SILENT) {
                return;
            }
            body = now == Mood.GARBAGE
                    ? "<html>oops</html>".getBytes(StandardCharsets.UTF_8)
                    : JSON.writeValueAsBytes(answer);
        } else {
            answer.set("result", about(message.path("method").asText()));
            body = JSON.writeValueAsBytes(answer);
        }
        reply(exchange, 200, body);
    }

    private ObjectNode about(String method) {
        return switch (method) {
            case "initialize" -> read("""
                        {"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
                         "serverInfo":{"name":"stand-in","version":"1"}}""");
            case "tools/list" -> {
                ObjectNode result = JSON.createObjectNode();
                tools.values().forEach(tool -> result.withArray("tools").add(tool.described()));
                yield result;
            }
            default -> JSON.createObjectNode();
        };
    }

    private ObjectNode result(JsonNode call, Mood now) {
        ObjectNode result = JSON.createObjectNode();
        JsonNode told = now == Mood.REFUSING
                ? JSON.getNodeFactory().textNode("not today")
                : Objects.requireNonNull(tools.get(call.path("name").asText()))
                        .does()
                        .apply(call.path("arguments"));
        result.withArray("content")
                .addObject()
                .put("type", "text")
                .put("text", told.isTextual() ? told.textValue() : told.toString());
        return result.put("isError", now == Mood.REFUSING);
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
