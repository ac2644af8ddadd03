package io.aegis.monitor.outbound.clients;

import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.monitor.MonitorConfig;
import io.aegis.monitor.application.Webhook;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts interventions as JSON. {@code Aegis-Signature: t=SECONDS,v1=HEX} holds the time and the HMAC-SHA256 of {@code
 * SECONDS.BODY} under the shared secret, so that a receiver knows who sent it and when; {@code Aegis-Delivery} is the
 * intervention's id, the same when it is sent again. Thread-safe.
 */
@ApplicationScoped
@Startup
class SignedWebhook implements Webhook {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1");
    private static final int SHORTEST_SECRET = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final Optional<URI> address;
    private final Optional<SecretKeySpec> secret;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @throws IllegalArgumentException when the address is neither https nor this machine, or there is no secret for it */
    SignedWebhook(MonitorConfig config, Clock clock) {
        this.address = config.webhookUrl();
        this.clock = clock;
        this.secret = address.map(url -> {
            if (!"https".equals(url.getScheme()) && !HERE.contains(url.getHost())) {
                throw new IllegalArgumentException("aegis.monitor.webhook-url is not https");
            }
            return secret(config.webhookSecretFile()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "aegis.monitor.webhook-secret-file is missing: a webhook is signed")));
        });
    }

    @Override
    public boolean configured() {
        return address.isPresent();
    }

    @Override
    public void deliver(InterventionRaised raised) {
        String body = Json.text(raised);
        long seconds = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(address.orElseThrow())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Aegis-Delivery", raised.intervention().value())
                .header("Aegis-Signature", "t=%d,v1=%s".formatted(seconds, signature(seconds + "." + body)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new NotTaken("the webhook answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the webhook cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotTaken("interrupted");
        }
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret.orElseThrow());
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecretKeySpec secret(Path file) {
        try {
            byte[] bytes = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
            if (bytes.length < SHORTEST_SECRET) {
                throw new IllegalArgumentException(
                        "aegis.monitor.webhook-secret-file holds fewer than " + SHORTEST_SECRET + " characters");
            }
            return new SecretKeySpec(bytes, ALGORITHM);
        } catch (IOException e) {
            throw new UncheckedIOException("aegis.monitor.webhook-secret-file cannot be read", e);
        }
    }

    /** The receiver did not take it. */
    static final class NotTaken extends RuntimeException {
        NotTaken(String message) {
            super(message);
        }
    }
}
