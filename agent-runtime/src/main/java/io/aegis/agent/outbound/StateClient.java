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
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Reads customers from state-service. While it is away or behind, the turn waits. */
@ApplicationScoped
class StateClient implements Customers {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final AgentConfig config;

    StateClient(AgentConfig config) {
        this.config = config;
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
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(config.stateUrl() + path))
                            .timeout(config.stateTimeout())
                            .header(
                                    "Authorization",
                                    "Bearer "
                                            + Files.readString(config.serviceToken())
                                                    .strip())
                            .header("Accept", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> Json.read(response.body(), type);
                case 429, 500, 502, 503, 504 -> throw new NotNow("state answered " + response.statusCode());
                default -> throw new IllegalStateException("state answered " + response.statusCode());
            };
        } catch (IOException e) {
            throw new NotNow("state is not reachable: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNow("stopping");
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
