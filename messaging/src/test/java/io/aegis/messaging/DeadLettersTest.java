package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.local.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class DeadLettersTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource("/api/dead-letters")
    URI deadLetters;

    @ConfigProperty(name = "AEGIS_SECRETS")
    Path secrets;

    @Inject
    NoteHandler handler;

    @Inject
    Database database;

    @Test
    void aDeadMessageLetsOthersPassAndIsWorkedWhenAnAdminAsksForIt() throws Exception {
        CustomerId customer = new CustomerId("dead");
        AtomicBoolean broken = new AtomicBoolean(true);
        handler.on("break", (note, unit) -> {
            if (broken.get()) {
                database.update("insert into handled (customer, number) values (null, 1)");
            }
        });
        try (Wire wire = new Wire()) {
            Note first = new Note(customer, 1, "break");
            Note second = new Note(customer, 2, "");
            wire.send("test.in", Wire.envelope(first, "dead-1", 1L), first);
            wire.send("test.in", Wire.envelope(second, "dead-2", 2L), second);
            assertThat(wire.echoes(customer, 1)).containsExactly(2);
        }
        JsonNode dead = listed(customer).getFirst();
        assertThat(dead.get("attempts").asInt()).isEqualTo(4);
        assertThat(dead.get("reason").asText()).isEqualTo("PSQLException: state 23502");
        assertThat(dead.get("type").asText()).isEqualTo("test.note.v1");
        assertThat(dead.has("data")).isFalse();
        long id = dead.get("id").asLong();

        broken.set(false);
        assertThat(post(id, "retry", token("root", "admin"))).isEqualTo(204);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(database.query(
                                "select number from handled where customer = ? order by position",
                                row -> row.getInt(1),
                                customer.value()))
                        .containsExactly(2, 1));
        assertThat(listed(customer)).isEmpty();
        assertThat(decisions(id)).containsExactly("retry by root");
        assertThat(post(id, "retry", token("root", "admin"))).isEqualTo(404);
    }

    @Test
    void garbageCanBeSkippedButNotRetried() throws Exception {
        try (Wire wire = new Wire()) {
            wire.send(new org.apache.kafka.clients.producer.ProducerRecord<>("test.in", 1, "x", new byte[] {1, 2, 3}));
            wire.read(
                    "test.in.dlq",
                    record -> new String(record.value(), java.nio.charset.StandardCharsets.UTF_8).equals("\1\2\3"),
                    1);
        }
        long id = database.query("select id from inbox where data = '\\x010203'", row -> row.getLong(1))
                .getFirst();
        assertThat(post(id, "retry", token("root", "admin"))).isEqualTo(404);
        assertThat(post(id, "skip", token("root", "admin"))).isEqualTo(204);
        assertThat(decisions(id)).containsExactly("skip by root");
        assertThat(listed(new CustomerId("nobody")))
                .noneMatch(letter -> letter.get("id").asLong() == id);
    }

    @Test
    void onlyAdminsSeeAndDecide() throws Exception {
        assertThat(get(null).statusCode()).isEqualTo(401);
        assertThat(get(token("sam", "success-manager")).statusCode()).isEqualTo(403);
        assertThat(post(1, "retry", token("sam", "success-manager"))).isEqualTo(403);
        assertThat(post(999_999, "skip", token("root", "admin"))).isEqualTo(404);
    }

    private List<JsonNode> listed(CustomerId customer) throws IOException, InterruptedException {
        JsonNode all = Json.read(get(token("root", "admin")).body(), JsonNode.class);
        return StreamSupport.stream(all.spliterator(), false)
                .filter(letter -> letter.get("customer").asText().equals(customer.value()))
                .toList();
    }

    private List<String> decisions(long id) {
        return database.query(
                "select decision || ' by ' || by_user from dead_letter_decision where inbox_id = ? order by id",
                row -> row.getString(1),
                id);
    }

    private String token(String user, String role) {
        return Tokens.mint(secrets, user, Set.of(role), null);
    }

    private HttpResponse<String> get(String token) throws IOException, InterruptedException {
        return http.send(request(deadLetters, token).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private int post(long id, String decision, String token) throws IOException, InterruptedException {
        URI uri = URI.create(deadLetters + "/" + id + "/" + decision);
        return http.send(
                        request(uri, token)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static HttpRequest.Builder request(URI uri, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
