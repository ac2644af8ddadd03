package io.aegis.onboarding.outbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.messaging.NotNow;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.Provider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * The company's systems behind one HTTP hook. {@code PUT <url>/<kind>/<action id>} with the details and the customer makes
 * the thing once, whatever is repeated, and answers with the details it now has; {@code GET} of the same address answers
 * them, or 404. A 4xx to the PUT is a refusal; everything else is tried again.
 */
final class HookProvider implements Provider {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String url;
    private final OnboardingConfig config;

    HookProvider(String url, OnboardingConfig config) {
        this.url = url;
        this.config = config;
    }

    @Override
    public boolean inside() {
        return false;
    }

    @Override
    public Optional<ObjectNode> find(Kind kind, ActionId action) {
        HttpResponse<byte[]> response = send(request(kind, action).GET().build());
        return switch (response.statusCode()) {
            case 200 -> Optional.of(Json.read(response.body(), ObjectNode.class));
            case 404 -> Optional.empty();
            default -> throw new NotNow("the provider answered " + response.statusCode());
        };
    }

    @Override
    public ObjectNode make(Kind kind, ActionId action, CustomerId customer, ObjectNode details) {
        ObjectNode body = details.deepCopy().put("customer", customer.value());
        HttpResponse<byte[]> response = send(request(kind, action)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", action.value())
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build());
        int status = response.statusCode();
        if (status == 200 || status == 201) {
            return Json.read(response.body(), ObjectNode.class);
        }
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            throw new ActionEffect.Refused("The provider refused it (" + status + ").");
        }
        throw new NotNow("the provider answered " + status);
    }

    private HttpRequest.Builder request(Kind kind, ActionId action) {
        return HttpRequest.newBuilder(URI.create(url + "/" + kind.wireName() + "/" + action))
                .timeout(config.providerTimeout());
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new NotNow("the provider is not reachable: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNow("stopping");
        }
    }
}
