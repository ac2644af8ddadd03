package io.aegis.feedback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** state-service for tests: a PUT of a customer says what a GET answers; whoever was not PUT is unknown. */
public final class StateStandIn implements QuarkusTestResourceLifecycleManager {
    private static final String CUSTOMERS = "/api/customers/";

    private final Map<String, byte[]> customers = new ConcurrentHashMap<>();
    private HttpServer server;

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
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(CUSTOMERS.length());
            if (exchange.getRequestMethod().equals("PUT")) {
                customers.put(path, exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            if (!exchange.getRequestHeaders().getFirst("Authorization").startsWith("Bearer ey")) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = customers.getOrDefault(path, Json.bytes(CustomerSnapshot.unknown(new CustomerId(path))));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
