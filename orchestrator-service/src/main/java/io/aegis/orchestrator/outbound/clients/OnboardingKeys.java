package io.aegis.orchestrator.outbound.clients;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyId;
import io.aegis.orchestrator.application.KeyReveal;
import io.aegis.orchestrator.application.OrchestratorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Asks onboarding-service, which keeps the keys, as this service and on behalf of their owner. */
@ApplicationScoped
class OnboardingKeys implements KeyReveal {
    private static final Logger LOG = Logger.getLogger(OnboardingKeys.class);
    private static final int GONE = 410;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI onboarding;
    private final Path identity;

    OnboardingKeys(OrchestratorConfig config) {
        this.onboarding = config.onboardingUrl();
        this.identity = config.secrets().resolve("tokens/orchestrator.jwt");
    }

    @Override
    public Revealed reveal(KeyId key, CustomerId owner) {
        try {
            HttpRequest request = HttpRequest.newBuilder(onboarding.resolve(
                            "/internal/keys/" + encoded(key.value()) + "?customer=" + encoded(owner.value())))
                    .timeout(TIMEOUT)
                    .header("Accept", "application/json")
                    // Read each time: identities are renewed while the service runs.
                    .header(
                            "Authorization",
                            "Bearer " + Files.readString(identity).strip())
                    .build();
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == GONE) {
                return new Revealed.Over();
            }
            if (response.statusCode() != 200) {
                LOG.warnf("a key is not revealed, status=%d customer=%s", response.statusCode(), owner);
                return new Revealed.Unavailable();
            }
            return new Revealed.Key(Json.read(response.body(), Told.class).key());
        } catch (IOException | Json.Unreadable e) {
            LOG.warnf("a key is not revealed, %s customer=%s", e.getClass().getSimpleName(), owner);
            return new Revealed.Unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Revealed.Unavailable();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private record Told(String key) {
        @Override
        public String toString() {
            return "Told";
        }
    }
}
