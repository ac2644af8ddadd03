package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Vertex AI's {@code generateContent}, for tests: it answers by script and remembers what it was asked. A script is PUT under
 * a tag, and a step that is awaited is answered when its tag is released; a request belongs to the script whose tag is somewhere in it. Scripts and requests go over HTTP, since Quarkus may
 * load this class for the test by another class loader.
 */
public final class GeminiStandIn implements QuarkusTestResourceLifecycleManager {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Queue<JsonNode>> scripts = new ConcurrentHashMap<>();
    private final Map<String, ArrayNode> requests = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> released = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/script/", this::script);
        server.createContext("/requests/", this::tell);
        server.createContext("/release/", this::release);
        server.createContext("/v1/", this::generate);
        server.start();
        return Map.of(
                "aegis.agent.gemini.url",
                "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        stopped.countDown();
        server.stop(0);
    }

    private void script(HttpExchange exchange) throws IOException {
        try (exchange) {
            Queue<JsonNode> steps = new ArrayDeque<>();
            JSON.readTree(exchange.getRequestBody()).forEach(steps::add);
            String tag = tag(exchange);
            requests.put(tag, JSON.createArrayNode());
            scripts.put(tag, steps);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void tell(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] told = JSON.writeValueAsBytes(requests.get(tag(exchange)));
            exchange.sendResponseHeaders(200, told.length);
            exchange.getResponseBody().write(told);
        }
    }

    private void release(HttpExchange exchange) throws IOException {
        try (exchange) {
            released.computeIfAbsent(tag(exchange), any -> new CountDownLatch(1))
                    .countDown();
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static String tag(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void generate(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String tag =
                    scripts.keySet().stream().filter(body::contains).findFirst().orElseThrow();
            ObjectNode request = JSON.createObjectNode()
                    .put("path", exchange.getRequestURI().getPath())
                    .put("authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                    .put("at", System.currentTimeMillis());
            request.set("body", JSON.readTree(body));
            synchronized (this) {
                requests.get(tag).add(request);
            }
            JsonNode step = scripts.get(tag).poll();
            if (step != null && step.path("awaited").asBoolean()) {
                await(released.computeIfAbsent(tag, any -> new CountDownLatch(1)));
            }
            if (step == null) {
                exchange.sendResponseHeaders(418, -1);
                return;
            }
            answer(exchange, step);
        }
    }

    private void answer(HttpExchange exchange, JsonNode step) throws IOException {
        if (step.path("silent").asBoolean()) {
            await(stopped);
            return;
        }
        step.path("headers")
                .properties()
                .forEach(header -> exchange.getResponseHeaders()
                        .add(header.getKey(), header.getValue().asText()));
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] body = step.path("body").isTextual()
                ? step.path("body").textValue().getBytes(StandardCharsets.UTF_8)
                : JSON.writeValueAsBytes(step.path("body"));
        int promised = body.length + step.path("missing").asInt();
        exchange.sendResponseHeaders(step.path("status").asInt(200), promised);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
