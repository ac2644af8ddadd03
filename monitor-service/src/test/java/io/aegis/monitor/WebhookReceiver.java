package io.aegis.monitor;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A team's chat that is told of interventions. It has no time for each one when it comes first, and takes it when it comes
 * again. {@code GET /got} of {@code webhook.receiver} tells what was posted, in order.
 */
public class WebhookReceiver implements QuarkusTestResourceLifecycleManager {
    private static final int LATER = 503;
    private static final int TAKEN = 204;

    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Path secret;

    /** @param delivery what {@code Aegis-Delivery} said */
    record Posted(String delivery, boolean signed, String body) {}

    @Override
    public Map<String, String> start() {
        try {
            secret = Files.writeString(Files.createTempFile("webhook", "secret"), "sixteen letters or more");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            String delivery = exchange.getRequestHeaders().getFirst("Aegis-Delivery");
            boolean again = posted.stream().anyMatch(one -> one.delivery.equals(delivery));
            posted.add(new Posted(
                    delivery,
                    exchange.getRequestHeaders().containsKey("Aegis-Signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(again ? TAKEN : LATER, -1);
            exchange.close();
        });
        server.createContext("/got", exchange -> {
            byte[] body = Json.bytes(posted);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort();
        return Map.of(
                "aegis.monitor.webhook-url",
                url + "/hook",
                "aegis.monitor.webhook-secret-file",
                secret.toString(),
                "webhook.receiver",
                url);
    }

    @Override
    public void stop() {
        server.stop(0);
        try {
            Files.delete(secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
