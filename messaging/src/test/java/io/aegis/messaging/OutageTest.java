package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Inject
    TransactionSynchronizationRegistry synchronizations;

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

    @Test
    void aPowerCutInsideATransactionIsNoFailureOfTheHandler() {
        CustomerId customer = new CustomerId("cut-in-work");
        AtomicBoolean first = new AtomicBoolean(true);
        handler.on("cut-in-work", (note, unit) -> cutOnce(first));
        workedOnceWithoutBlame(new Note(customer, 1, "cut-in-work"));
    }

    @Test
    void aPowerCutAtTheCommitIsNoFailureOfTheHandler() {
        CustomerId customer = new CustomerId("cut-at-commit");
        AtomicBoolean first = new AtomicBoolean(true);
        handler.on(
                "cut-at-commit",
                (note, unit) -> synchronizations.registerInterposedSynchronization(new Synchronization() {
                    @Override
                    public void beforeCompletion() {
                        cutOnce(first);
                    }

                    @Override
                    public void afterCompletion(int status) {}
                }));
        workedOnceWithoutBlame(new Note(customer, 1, "cut-at-commit"));
    }

    private void cutOnce(AtomicBoolean first) {
        if (first.getAndSet(false)) {
            platform.restartPostgres(true);
        }
    }

    private void workedOnceWithoutBlame(Note note) {
        try (Wire wire = new Wire()) {
            send(wire, note);
            send(wire, new Note(note.customer(), 2, ""));
            assertThat(wire.echoes(note.customer(), 2)).containsExactly(1, 2);
        }
        assertThat(database.query(
                        "select attempts from inbox where customer = ? order by id",
                        row -> row.getInt(1),
                        note.customer().value()))
                .containsExactly(0, 0);
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
            // What an outage cut off between sending and marking is sent again, so 400 records may not be all 400 notes
            // yet.
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(wire.echoes(customer, 400).stream().distinct())
                                    .isEqualTo(IntStream.range(0, 400).boxed().toList()));
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
