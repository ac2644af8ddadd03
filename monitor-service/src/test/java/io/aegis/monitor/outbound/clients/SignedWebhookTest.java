package io.aegis.monitor.outbound.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.monitor.MonitorConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedWebhookTest {
    private static final String SECRET = "a secret of some length";
    private static final Instant NOW = Instant.parse("2026-03-02T09:30:00Z");
    private static final InterventionRaised RAISED = new InterventionRaised(
            new InterventionId("iv-1"), new CustomerId("acme"), "check-in", "Hi", null, List.of(), NOW);

    private final Map<String, String> got = new HashMap<>();
    private int answer = 204;
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            got.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            for (String header : new String[] {"Aegis-Signature", "Aegis-Delivery", "Content-Type"}) {
                got.put(header, exchange.getRequestHeaders().getFirst(header));
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void what_is_posted_is_signed_with_its_time() throws Exception {
        webhook(url()).deliver(RAISED);

        assertThat(Json.read(got.get("body"), InterventionRaised.class)).isEqualTo(RAISED);
        assertThat(got).containsEntry("Aegis-Delivery", "iv-1").containsEntry("Content-Type", "application/json");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = NOW.getEpochSecond() + "." + got.get("body");
        assertThat(got.get("Aegis-Signature"))
                .isEqualTo("t=%d,v1=%s"
                        .formatted(
                                NOW.getEpochSecond(),
                                HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)))));
    }

    @Test
    void what_is_not_taken_is_to_be_tried_again() throws Exception {
        answer = 503;
        assertThatThrownBy(() -> webhook(url()).deliver(RAISED)).hasMessage("the webhook answered 503");

        answer = 302;
        assertThatThrownBy(() -> webhook(url()).deliver(RAISED)).hasMessage("the webhook answered 302");

        server.stop(0);
        assertThatThrownBy(() -> webhook(url()).deliver(RAISED)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void without_an_address_nobody_is_told() {
        assertThat(new SignedWebhook(config(Map.of()), clock()).configured()).isFalse();
    }

    @Test
    void neither_without_a_secret_nor_over_open_wires() throws Exception {
        assertThatThrownBy(() -> webhook("http://example.com/hook")).hasMessageContaining("is not https");
        assertThatThrownBy(() -> new SignedWebhook(config(Map.of("aegis.monitor.webhook-url", url())), clock()))
                .hasMessageContaining("webhook-secret-file is missing");
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/hook";
    }

    private SignedWebhook webhook(String url) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        return new SignedWebhook(
                config(Map.of("aegis.monitor.webhook-url", url, "aegis.monitor.webhook-secret-file", file.toString())),
                clock());
    }

    private static MonitorConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 300))
                .withMapping(MonitorConfig.class)
                .build()
                .getConfigMapping(MonitorConfig.class);
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
