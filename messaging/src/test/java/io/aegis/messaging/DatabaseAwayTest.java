package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class DatabaseAwayTest {
    private final LocalPlatform platform = new LocalPlatform();
    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource("/api/dead-letters")
    URI deadLetters;

    @Test
    void who_asks_while_the_database_is_away_is_told_to_ask_again() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        Thread outage = Thread.ofVirtual().start(() -> platform.restartPostgres(true));
        do {
            answers.add(ask());
        } while (outage.isAlive());

        assertThat(answers).extracting(HttpResponse::statusCode).contains(503).doesNotContain(500);
        HttpResponse<String> away = answers.stream()
                .filter(answer -> answer.statusCode() == 503)
                .findFirst()
                .orElseThrow();
        assertThat(away.headers().firstValue("Retry-After")).contains("1");
        assertThat(away.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(away.body()).contains("the database is away for the moment");
    }

    @Test
    void no_answer_can_be_framed_or_taken_for_another_type_or_read_by_another_site() throws Exception {
        HttpResponse<String> answer = ask();

        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private HttpResponse<String> ask() throws Exception {
        return http.send(
                HttpRequest.newBuilder(deadLetters)
                        .header("Origin", "https://elsewhere.example")
                        .header(
                                "Authorization",
                                "Bearer " + Tokens.mint(platform.secrets(), "root", Set.of("admin"), null))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
