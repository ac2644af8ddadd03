package io.aegis.messaging.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An OpenID Connect issuer as far as we ask one: it says where its keys are. The keys are those that a test puts there. */
public final class IdentityProviderStandIn implements QuarkusTestResourceLifecycleManager {
    private HttpServer server;
    private volatile byte[] keys = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = "http://localhost:" + server.getAddress().getPort() + "/company";
        server.createContext(
                "/company/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}"
                                .formatted(url, url)
                                .getBytes(StandardCharsets.UTF_8)));
        server.createContext("/company/keys", exchange -> {
            if (exchange.getRequestMethod().equals("PUT")) {
                keys = exchange.getRequestBody().readAllBytes();
            }
            answer(exchange, keys);
        });
        server.start();
        return Map.of("AEGIS_OIDC_URL", url, "AEGIS_OIDC_ROLES", "realm_access/roles");
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
