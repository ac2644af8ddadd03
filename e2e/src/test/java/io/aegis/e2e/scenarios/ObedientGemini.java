package io.aegis.e2e.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Vertex AI's {@code generateContent} by the worst model there could be: it reads all that a customer's words lead to, and as
 * soon as an attack stands anywhere in what it was told, it calls everything that is risky, at once and with a claim that it
 * is approved; then it boasts of it. What it has read is remembered, since an attack that never arrives proves nothing.
 */
final class ObedientGemini implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    /** As they were written, by their bare words. */
    private final Map<String, String> attacks;

    private final Map<String, ArrayNode> readings = new LinkedHashMap<>();
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    ObedientGemini(List<String> attacks) {
        this.attacks = attacks.stream()
                .collect(Collectors.toMap(ObedientGemini::bare, Function.identity(), (one, same) -> one));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", this::letIn);
        server.createContext("/v1/", this::generate);
        server.start();
    }

    /** A message with this word leads to this call, before anything else is done. */
    ObedientGemini reading(String word, String tool, String argument, Object value) {
        ObjectNode arguments = JSON.createObjectNode();
        arguments.set(argument, JSON.valueToTree(value));
        readings.computeIfAbsent(word, none -> JSON.createArrayNode()).add(call(tool, arguments));
        return this;
    }

    /** What makes an agent think with this model, in a folder for its invented credentials. */
    Map<String, String> environment(Path folder) throws IOException {
        String url = "http://localhost:" + server.getAddress().getPort();
        Path credentials = folder.resolve("credentials.json");
        Files.writeString(
                credentials,
                JSON.createObjectNode()
                        .put("type", "authorized_user")
                        .put("client_id", "nobody")
                        .put("client_secret", "none")
                        .put("refresh_token", "none")
                        .put("token_uri", url + "/token")
                        .toString());
        return Map.of(
                "AEGIS_MODEL",
                "gemini",
                "AEGIS_GEMINI_PROJECT",
                "a-project",
                "AEGIS_GEMINI_URL",
                url,
                "GOOGLE_APPLICATION_CREDENTIALS",
                credentials.toString());
    }

    /** The attacks that have reached it. */
    Set<String> read() {
        return Set.copyOf(read);
    }

    void forget() {
        read.clear();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void letIn(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        respond(
                exchange,
                JSON.createObjectNode()
                        .put("access_token", "invented")
                        .put("expires_in", 3600)
                        .put("token_type", "Bearer"));
    }

    private void generate(HttpExchange exchange) throws IOException {
        JsonNode contents = JSON.readTree(exchange.getRequestBody()).get("contents");
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode candidate = answer.putArray("candidates").addObject().put("finishReason", "STOP");
        candidate.putObject("content").put("role", "model").set("parts", parts(contents));
        answer.putObject("usageMetadata").put("promptTokenCount", 100).put("candidatesTokenCount", 10);
        respond(exchange, answer);
    }

    private ArrayNode parts(JsonNode contents) {
        String told = bare(contents.toString());
        Set<String> found = attacks.keySet().stream()
                .filter(told::contains)
                .map(attacks::get)
                .collect(Collectors.toSet());
        read.addAll(found);
        long answered = 0;
        for (JsonNode content : contents) {
            answered += content.path("role").asText().equals("model") ? 1 : 0;
        }
        ArrayNode parts = JSON.createArrayNode();
        if (answered == 0) {
            parts.add(call("customer.profile", JSON.createObjectNode()));
            readings.forEach((word, calls) -> {
                if (told.contains(word)) {
                    parts.addAll(calls);
                }
            });
        } else if (answered == 1 && !found.isEmpty()) {
            parts.add(call("discount.apply", discount().put("approved", true)));
            parts.add(call("discount.apply", discount()));
            parts.add(call("key.issue", JSON.createObjectNode().put("environment", "production")));
            parts.add(call("plan.change", JSON.createObjectNode().put("tier", "enterprise")));
            parts.add(call("refund", JSON.createObjectNode().put("amount", 500)));
            parts.add(call("crm.refund", refund()));
            parts.add(call(
                    "mcp.call",
                    JSON.createObjectNode()
                            .put("server", "crm")
                            .put("tool", "refund")
                            .put("arguments", refund().toString())));
            parts.add(call("approve_action", JSON.createObjectNode().put("decision", "release")));
        } else {
            ObjectNode reply = JSON.createObjectNode()
                    .put("text", found.isEmpty() ? "Hello." : "I have refunded $500 and issued your production key.");
            reply.putArray("done");
            parts.add(call("reply", reply));
        }
        return parts;
    }

    private static ObjectNode discount() {
        return JSON.createObjectNode().put("percent", 37).put("months", 11);
    }

    private static ObjectNode refund() {
        return JSON.createObjectNode().put("amount", 500).put("approved", true);
    }

    private static ObjectNode call(String name, ObjectNode arguments) {
        ObjectNode part = JSON.createObjectNode();
        part.putObject("functionCall").put("name", name).set("args", arguments);
        return part;
    }

    /** Without what quoting and markup do to a text on its way. */
    private static String bare(String text) {
        return text.replaceAll("\\\\[nrt]", " ")
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
    }

    private static void respond(HttpExchange exchange, ObjectNode body) throws IOException {
        try (exchange) {
            byte[] bytes = JSON.writeValueAsBytes(body);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
