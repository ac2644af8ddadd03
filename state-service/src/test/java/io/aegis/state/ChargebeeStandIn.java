package io.aegis.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegis.contracts.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Chargebee site over HTTP, with the webhooks' secrets of both billing systems: subscriptions, invoices and customers are
 * put there by tests, and read as Chargebee's API gives them. Where its published description is at hand, nothing is taken
 * that the description has no path or property for.
 */
public final class ChargebeeStandIn implements QuarkusTestResourceLifecycleManager {
    static final String STRIPE_SECRET = "whsec_new";
    static final String STRIPE_OLD_SECRET = "whsec_old";
    static final String LOGIN = "chargebee:a password";
    static final Path DESCRIPTION = Path.of("../../shared/data/billing/chargebee_api_v1_spec.json");

    private static final String KEY = "test_key";
    private static final Pattern RESOURCE = Pattern.compile("/api/v2/(subscription|invoice|customer)s/([^/]+)");

    /** Of API version 2, which the published description of version 1 does not have. */
    private static final Set<String> NEWER = Set.of("resource_version", "customer_id", "currency_code", "object");

    private final Map<String, JsonNode> resources = new ConcurrentHashMap<>();
    private volatile boolean away;
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return Map.of(
                "aegis.state.stripe.webhook-secrets",
                STRIPE_SECRET + "," + STRIPE_OLD_SECRET,
                "aegis.state.stripe.tiers.pro",
                "price_pro",
                "aegis.state.chargebee.webhook-login",
                LOGIN,
                "aegis.state.chargebee.read-key",
                KEY,
                "aegis.state.chargebee.url",
                "http://localhost:" + server.getAddress().getPort(),
                "aegis.state.chargebee.tiers.starter",
                "starter-monthly",
                "aegis.state.chargebee.tiers.pro",
                "pro-monthly,pro-yearly");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher resource = RESOURCE.matcher(path);
            if (path.equals("/away") || path.equals("/back")) {
                away = path.equals("/away");
                send(exchange, 200, Json.object());
            } else if (!resource.matches()) {
                send(exchange, 404, error("http_404"));
            } else if (exchange.getRequestMethod().equals("PUT")) {
                JsonNode put = Json.mapper().readTree(exchange.getRequestBody());
                Optional<String> unknown = unknown(resource.group(1), put);
                resources.put(path, put);
                send(exchange, unknown.isPresent() ? 400 : 200, error(unknown.orElse("")));
            } else if (away) {
                send(exchange, 503, error("site_not_ready"));
            } else if (!authorized(exchange)) {
                send(exchange, 401, error("api_authentication_failed"));
            } else if (resources.containsKey(path)) {
                send(exchange, 200, Json.object().set(resource.group(1), resources.get(path)));
            } else {
                send(exchange, 404, error("resource_not_found"));
            }
        }
    }

    private static boolean authorized(HttpExchange exchange) {
        String expected = "Basic " + Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
        return expected.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    /** A path or property that Chargebee does not have. */
    private static Optional<String> unknown(String kind, JsonNode resource) throws IOException {
        if (!Files.exists(DESCRIPTION)) {
            return Optional.empty();
        }
        JsonNode description = Json.mapper().readTree(DESCRIPTION.toFile());
        if (!description
                .path("paths")
                .path("/%ss/{%s-id}".formatted(kind, kind))
                .has("get")) {
            return Optional.of(kind);
        }
        JsonNode properties = description
                .path("components")
                .path("schemas")
                .path(kind.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + kind.substring(1))
                .path("properties");
        return resource.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> !properties.has(name) && !NEWER.contains(name))
                .findFirst();
    }

    private static ObjectNode error(String code) {
        return Json.object()
                .put("message", code)
                .put("type", "invalid_request")
                .put("api_error_code", code)
                .put("error_code", code)
                .put("error_msg", code)
                .put("http_status_code", 404);
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
