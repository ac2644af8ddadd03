package io.aegis.agent.outbound;

import io.aegis.agent.AgentConfig;
import io.aegis.agent.application.Customers;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.Seen;
import io.aegis.contracts.UsageSummary;
import io.aegis.messaging.NotNow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads customers from state-service. While it is away or behind, the turn waits. The thread waits for the answer, so the older
 * of the JDK's clients does: it keeps connections open too, five of them, and takes half of the CPU of the one that has threads of its own.
 */
@ApplicationScoped
class StateClient implements Customers {
    private static final int CONNECT_TIMEOUT_MS = 2000;

    private final String url;
    private final Duration timeout;
    private final Path token;

    @Inject
    StateClient(AgentConfig config) {
        this(config.stateUrl(), config.stateTimeout(), config.serviceToken());
    }

    /** @param timeout until the answer begins, and between two parts of it */
    StateClient(String url, Duration timeout, Path token) {
        this.url = url;
        this.timeout = timeout;
        this.token = token;
    }

    @Override
    public CustomerSnapshot profile(CustomerId customer, List<Seen> seen) {
        return get("/api/customers/" + encoded(customer.value()) + "?" + parameters(seen), CustomerSnapshot.class);
    }

    @Override
    public UsageSummary usage(CustomerId customer, int hours, List<Seen> seen) {
        return get(
                "/api/customers/" + encoded(customer.value()) + "/usage?hours=" + hours + "&" + parameters(seen),
                UsageSummary.class);
    }

    private <T> T get(String path, Class<T> type) {
        try {
            HttpURLConnection call =
                    (HttpURLConnection) URI.create(url + path).toURL().openConnection();
            call.setInstanceFollowRedirects(false); // the token would go along
            call.setConnectTimeout(CONNECT_TIMEOUT_MS);
            call.setReadTimeout(Math.toIntExact(timeout.toMillis()));
            call.setRequestProperty(
                    "Authorization", "Bearer " + Files.readString(token).strip());
            call.setRequestProperty("Accept", "application/json");
            int status = call.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                try (InputStream answer = call.getInputStream()) {
                    return Json.read(answer.readAllBytes(), type);
                }
            }
            call.disconnect();
            throw switch (status) {
                case 429, 500, 502, 503, 504 -> new NotNow("state answered " + status);
                default -> new IllegalStateException("state answered " + status);
            };
        } catch (IOException e) {
            throw new NotNow("state is not reachable: " + e.getClass().getSimpleName());
        }
    }

    private static String parameters(List<Seen> seen) {
        return seen.stream()
                .map(point -> "seen=" + encoded(point.source() + ":" + point.sequence()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
