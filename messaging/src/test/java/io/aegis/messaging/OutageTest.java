package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Power cuts of the servers, in the middle of work. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class OutageTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LocalPlatform platform = new LocalPlatform();

    @TestHTTPResource("/q/health")
    URI health;

    @Inject
    Database database;

    @Inject
    NoteHandler handler;

    @Test
    void anOutageOfTheDatabaseOnlyPauses() {
        survives(new CustomerId("no-database"), () -> platform.restartPostgres(true));
    }

    @Test
    void anOutageOfTheBrokerOnlyPauses() {
        survives(new CustomerId("no-broker"), () -> platform.restartKafka(true));
    }

    @Test
    void anOrderlyRestartOfBothOnlyPauses() {
        survives(new CustomerId("no-servers"), () -> {
            platform.restartKafka(false);
            platform.restartPostgres(false);
        });
    }

    private void survives(CustomerId customer, Runnable outage) {
        try (Wire wire = new Wire()) {
            IntStream.range(0, 200).forEach(number -> send(wire, new Note(customer, number, "")));
            wire.read("test.out", customer, 20);
            outage.run();
            IntStream.range(200, 400).forEach(number -> send(wire, new Note(customer, number, "")));
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(database.query(
                                    "select number from handled where customer = ? order by position",
                                    row -> row.getInt(1),
                                    customer.value()))
                            .isEqualTo(IntStream.range(0, 400).boxed().toList()));
            assertThat(wire.echoes(customer, 400).stream().distinct())
                    .isEqualTo(IntStream.range(0, 400).boxed().toList());
        }
        assertThat(database.query(
                        "select coalesce(max(attempts), 0) from inbox where customer = ?",
                        row -> row.getInt(1),
                        customer.value()))
                .containsExactly(0);
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(HttpClient.newHttpClient()
                                .send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200));
    }

    private static void send(Wire wire, Note note) {
        wire.send("test.in", Wire.envelope(note), note);
    }
}
