package io.aegis.orchestrator.outbound.clients;

import io.aegis.contracts.Json;
import io.aegis.orchestrator.application.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Calls to other services on behalf of a user, with the user's own token: they decide what the user may see and do. */
@ApplicationScoped
class UserCalls {
    private static final Logger LOG = Logger.getLogger(UserCalls.class);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    <T> Answer<T> get(URI uri, String token, Duration timeout, Class<T> type) {
        return send(HttpRequest.newBuilder(uri).GET(), token, timeout, type);
    }

    /** @param version of what is changed, which must not have changed since; absent for any */
    <T> Answer<T> post(URI uri, Object body, @Nullable String version, String token, Duration timeout, Class<T> type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
        if (version != null) {
            request.header("If-Match", "\"" + version + "\"");
        }
        return send(request, token, timeout, type);
    }

    private <T> Answer<T> send(HttpRequest.Builder request, String token, Duration timeout, Class<T> type) {
        HttpRequest whole = request.timeout(timeout)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(whole, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                return new Answer.Given<>(Json.read(response.body(), type));
            }
            Problem problem = Json.read(response.body(), Problem.class);
            return new Answer.Declined<>(problem.words());
        } catch (IOException | Json.Unreadable e) {
            LOG.warnf(
                    "a service does not answer, uri=%s %s",
                    whole.uri().getPath(), e.getClass().getSimpleName());
            return new Answer.Unreachable<>();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unreachable<>();
        }
    }

    /** RFC 9457, as far as it is for people. */
    private record Problem(@Nullable String title, @Nullable String detail) {
        String words() {
            if (title == null || detail == null) {
                return title != null ? title : detail != null ? detail : "it said no";
            }
            return title + ". " + detail;
        }
    }
}
