package io.aegis.approval.inbound.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the public API is reached, and as whom. */
final class Access {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Option(
            names = "--gate",
            paramLabel = "URL",
            defaultValue = "${env:AEGIS_APPROVAL_URL:-http://localhost:8086}",
            description = "approval-service; ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String gate;

    @Option(
            names = "--front-door",
            paramLabel = "URL",
            defaultValue = "${env:AEGIS_ORCHESTRATOR_URL:-http://localhost:8080}",
            description = "where one logs in; ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String frontDoor;

    @Option(
            names = "--login",
            paramLabel = "USER",
            defaultValue = "root",
            description = "an auditor or admin; ${DEFAULT-VALUE}. The password is AEGIS_PASSWORD")
    @SuppressWarnings("NullAway.Init")
    private String user;

    @Option(names = "--password", defaultValue = "${env:AEGIS_PASSWORD}", hidden = true)
    private @Nullable String password;

    @Option(names = "--token", defaultValue = "${env:AEGIS_TOKEN}", hidden = true)
    private @Nullable String token;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Where approval-service is. */
    String gate() {
        return gate;
    }

    /**
     * The answer as it comes; to be closed.
     *
     * @param url whole
     * @throws Failure when it is no 200
     */
    InputStream get(String url) {
        return sent(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    /** The same for a question in JSON. */
    InputStream post(String url, ObjectNode body) {
        return sent(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    private InputStream sent(HttpRequest.Builder request) {
        return answer(request.header("Authorization", "Bearer " + token()));
    }

    private String token() {
        if (token == null || token.isBlank()) {
            if (password == null || password.isBlank()) {
                throw new Failure("the password of " + user + " is missing: put it into AEGIS_PASSWORD");
            }
            ObjectNode credentials = Json.object().put("user", user).put("password", password);
            try (InputStream session = answer(HttpRequest.newBuilder(URI.create(frontDoor + "/api/login"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(credentials))))) {
                token = Json.read(session.readAllBytes(), ObjectNode.class)
                        .path("token")
                        .asText();
            } catch (IOException e) {
                throw new Failure(frontDoor + " does not answer", e);
            }
        }
        return token;
    }

    private InputStream answer(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                try (InputStream problem = response.body()) {
                    throw new Failure("%s answered %d: %s"
                            .formatted(
                                    request.uri(),
                                    response.statusCode(),
                                    new String(problem.readNBytes(500), StandardCharsets.UTF_8)));
                }
            }
            return response.body();
        } catch (IOException e) {
            throw new Failure(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }
}
