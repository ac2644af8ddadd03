package io.aegis.orchestrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** Onboarding-service's key endpoint: one key, of one customer, for whoever shows the orchestrator's identity. */
public final class OnboardingStandIn implements QuarkusTestResourceLifecycleManager {
    static final String KEY_ID = "key-1";
    static final String OWNER = "keys-owner";
    static final String SECRET = "test_9vXq2secretsecret";

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/internal/keys/", exchange -> {
            boolean known =
                    exchange.getRequestURI().toString().equals("/internal/keys/" + KEY_ID + "?customer=" + OWNER);
            boolean identified = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                    .startsWith("Bearer ey");
            byte[] body = "{\"key\":\"%s\"}".formatted(SECRET).getBytes(UTF_8);
            exchange.sendResponseHeaders(!identified ? 401 : known ? 200 : 404, known && identified ? body.length : -1);
            if (known && identified) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        return Map.of(
                "aegis.orchestrator.onboarding-url",
                "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
