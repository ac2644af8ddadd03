package io.aegis.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import io.aegis.local.Tokens;
import io.aegis.local.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Aegis as its users meet it: the public HTTP API and the public topics of one running system. The demo, the end-to-end
 * tests and the benchmarks all come in through here. Thread-safe.
 *
 * @param secrets the folder with the signing key: users are whoever the caller says
 */
public record FrontDoor(String orchestrator, String state, String approval, String bootstrapServers, Path secrets) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LONGEST = Duration.ofSeconds(70);

    public static FrontDoor of(LocalSystem system) {
        return new FrontDoor(
                system.url(Service.ORCHESTRATOR),
                system.url(Service.STATE),
                system.url(Service.APPROVAL),
                system.bootstrapServers(),
                system.secrets().folder());
    }

    /** A customer's own session. */
    public Session customer(String customer) {
        return new Session(this, Tokens.mint(secrets, "user-" + customer, Set.of("customer"), customer));
    }

    /** A colleague's session. */
    public Session staff(String user, String... roles) {
        return new Session(this, Tokens.mint(secrets, user, Set.of(roles), null));
    }

    public Wire wire() {
        return new Wire(bootstrapServers);
    }

    /** The answer of one request. */
    public record Answer(int status, JsonNode body) {
        /** The body, when the status is 2xx; fails with the problem otherwise. */
        public JsonNode ok() {
            if (status / 100 != 2) {
                throw new IllegalStateException(status + " " + body);
            }
            return body;
        }
    }

    /** One user with a token. */
    public record Session(FrontDoor door, String token) {
        /** Opens a conversation and returns its id. Staff name the customer, customers do not. */
        public String open(@Nullable String customer) {
            ObjectNode body = JSON.createObjectNode();
            if (customer != null) {
                body.put("customer", customer);
            }
            return post(door.orchestrator + "/api/conversations", body, null)
                    .ok()
                    .get("id")
                    .textValue();
        }

        /** Says something and waits for the reply: the turn as it then is. */
        public JsonNode say(String conversation, String text) {
            return say(conversation, text, UUID.randomUUID().toString(), 60).ok();
        }

        /** @param wait seconds; 0 returns at once */
        public Answer say(String conversation, String text, String idempotencyKey, int wait) {
            return post(
                    door.orchestrator + "/api/conversations/" + conversation + "/messages?wait=" + wait,
                    JSON.createObjectNode().put("text", text),
                    idempotencyKey);
        }

        public JsonNode accept(String conversation, String turn, String offer) {
            return post(
                            door.orchestrator + "/api/conversations/" + conversation + "/turns/" + turn + "/offers/"
                                    + offer + "/accept?wait=60",
                            JSON.createObjectNode(),
                            UUID.randomUUID().toString())
                    .ok();
        }

        public JsonNode judge(String conversation, String turn, String thumbs, @Nullable String comment) {
            ObjectNode body = JSON.createObjectNode().put("thumbs", thumbs);
            if (comment != null) {
                body.put("comment", comment);
            }
            return post(
                            door.orchestrator + "/api/conversations/" + conversation + "/turns/" + turn + "/feedback",
                            body,
                            null)
                    .ok();
        }

        public JsonNode conversation(String conversation) {
            return get(door.orchestrator + "/api/conversations/" + conversation).ok();
        }

        public JsonNode conversations(String customer) {
            return get(door.orchestrator + "/api/conversations?customer=" + encoded(customer))
                    .ok();
        }

        public JsonNode profile(String customer) {
            return get(door.state + "/api/customers/" + encoded(customer)).ok();
        }

        public JsonNode timeline(String customer) {
            return get(door.state + "/api/customers/" + encoded(customer) + "/timeline")
                    .ok();
        }

        /** @param state held, released, rejected, expired or denied */
        public JsonNode approvals(String customer, String state) {
            return get(door.approval + "/api/approvals?state=" + state + "&customer=" + encoded(customer))
                    .ok();
        }

        /** A new password for a user; the session has to be an admin's. */
        public Answer resetPassword(String user) {
            return post(door.orchestrator + "/api/users/" + encoded(user) + "/password", JSON.createObjectNode(), null);
        }

        /** @param verdict approve or reject */
        public Answer decide(String approval, String verdict, String reason) {
            return post(
                    door.approval + "/api/approvals/" + approval + "/" + verdict,
                    JSON.createObjectNode().put("reason", reason),
                    null);
        }

        /** Learns from the history of all customers who is likely lost. */
        public Answer trainChurn() {
            return post(door.state + "/api/churn/models", JSON.createObjectNode(), null);
        }

        public Answer get(String url) {
            return send(request(url).GET().build());
        }

        public Answer post(String url, JsonNode body, @Nullable String idempotencyKey) {
            HttpRequest.Builder request = request(url)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
            if (idempotencyKey != null) {
                request.header("Idempotency-Key", idempotencyKey);
            }
            return send(request.build());
        }

        /** @param yaml a document such as a playbook */
        public Answer put(String url, String yaml) {
            return send(request(url)
                    .header("Content-Type", "application/yaml")
                    .PUT(HttpRequest.BodyPublishers.ofString(yaml))
                    .build());
        }

        private HttpRequest.Builder request(String url) {
            return HttpRequest.newBuilder(URI.create(url)).timeout(LONGEST).header("Authorization", "Bearer " + token);
        }

        private static Answer send(HttpRequest request) {
            try {
                HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
                return new Answer(response.statusCode(), JSON.readTree(response.body()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        private static String encoded(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }
    }
}
