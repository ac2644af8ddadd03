package io.aegis.local.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * state-service for the tests of agents: a PUT says what a GET of the same path answers to a service; a customer who was
 * not PUT is unknown and has made no call. It passes JSON through and knows no class of contracts, since Quarkus may load
 * those for the test by another class loader.
 */
public final class StateStandIn implements QuarkusTestResourceLifecycleManager {
    private static final String CUSTOMERS = "/api/customers/";
    private static final String UNKNOWN = """
            {"customer":"%s","version":0,"stage":"new","tier":"none","keys":[],"mailsSent":[],"tickets":[],
             "health":{"level":"new","score":100,"reasons":[]},"billing":{},"contact":{}}""";
    private static final String NO_CALLS = """
            {"customer":"%s","until":"%s","hours":24,"counts":[],"callsBefore":0,"errorsBefore":0}""";

    private final Map<String, byte[]> said = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(CUSTOMERS, this::answer);
        server.start();
        return Map.of(
                "AEGIS_STATE_URL", "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(CUSTOMERS.length());
            if (exchange.getRequestMethod().equals("PUT")) {
                said.put(path, exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            String caller = exchange.getRequestHeaders().getFirst("Authorization");
            if (caller == null || !caller.startsWith("Bearer ey")) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = said.getOrDefault(path, ofNobody(path).getBytes(StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String ofNobody(String path) {
        String customer = path.split("/")[0];
        return path.endsWith("/usage") ? NO_CALLS.formatted(customer, Instant.now()) : UNKNOWN.formatted(customer);
    }
}
