package io.aegis.onboarding;

import com.sun.net.httpserver.HttpServer;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** state-service as far as an agent reads it: every customer is unknown, and is told so over HTTP. */
public class StateStandIn implements QuarkusTestResourceLifecycleManager {
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/customers/", exchange -> {
            String customer = exchange.getRequestURI().getPath().substring("/api/customers/".length());
            boolean known = exchange.getRequestHeaders().getFirst("Authorization") != null;
            byte[] body = Json.bytes(CustomerSnapshot.unknown(new CustomerId(customer)));
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        return Map.of(
                "AEGIS_STATE_URL", "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
