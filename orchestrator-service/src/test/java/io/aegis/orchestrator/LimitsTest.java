package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one caller may take, over HTTP. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class LimitsTest {
    private static final int MESSAGES_A_MINUTE = 120;
    /** Two places come free each second; the machine is faster than that. */
    private static final int MANY = 1000;

    @TestHTTPResource("/api/conversations")
    URI conversations;

    @Test
    void who_writes_too_fast_is_told_when_to_go_on_and_nobody_else_is_held_up() {
        Response beyond = Stream.generate(() -> say("hasty"))
                .limit(MANY)
                .skip(MESSAGES_A_MINUTE)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();

        Talk.problem(beyond, 429);
        assertThat(beyond.header("Retry-After")).isEqualTo("1");
        assertThat(say("patient").statusCode()).isEqualTo(404);
    }

    @Test
    void another_site_s_page_gets_nothing() {
        Response answer =
                Talk.as("patient").header("Origin", "https://elsewhere.example").get("/api/conversations");
        Response asked = Talk.as("patient")
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .options("/api/conversations");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().hasHeaderWithName("Access-Control-Allow-Origin"))
                .isFalse();
        assertThat(asked.headers().hasHeaderWithName("Access-Control-Allow-Origin"))
                .isFalse();
    }

    /** A large body over either version of HTTP, with its length and without. */
    @ParameterizedTest
    @CsvSource({"HTTP_1_1, true", "HTTP_1_1, false", "HTTP_2, true", "HTTP_2, false"})
    void a_body_that_is_too_large_is_refused_with_a_reason(HttpClient.Version version, boolean length)
            throws Exception {
        byte[] large = " ".repeat(1_100_000).getBytes(StandardCharsets.UTF_8);
        HttpClient client = HttpClient.newHttpClient();
        // Over plain HTTP the client comes to HTTP/2 by the answer to a request of HTTP/1.1.
        send(client, version, body("{}".getBytes(StandardCharsets.UTF_8), true));
        HttpResponse<String> small = send(client, version, body("{}".getBytes(StandardCharsets.UTF_8), length));

        HttpResponse<String> answer = send(client, version, body(large, length));

        assertThat(small.statusCode()).isEqualTo(201);

        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"status\":413", "the body has more than may be sent here");
    }

    private static BodyPublisher body(byte[] content, boolean length) {
        return length
                ? BodyPublishers.ofByteArray(content)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    }

    private HttpResponse<String> send(HttpClient client, HttpClient.Version version, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(conversations)
                        .version(version)
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Bearer "
                                        + Tokens.mint(
                                                LocalPlatform.shared().secrets(), "wordy", Set.of("customer"), "wordy"))
                        .POST(body)
                        .build(),
                BodyHandlers.ofString());
    }

    /** To a conversation that is not there: it costs nothing and counts all the same. */
    private static Response say(String customer) {
        return Talk.as(customer)
                .header("Idempotency-Key", "k")
                .body(Map.of("text", "hello"))
                .post("/api/conversations/nothing/messages");
    }
}
