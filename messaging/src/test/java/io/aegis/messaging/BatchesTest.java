package io.aegis.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.Seen;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic read in batches: nothing lost, nothing twice. Each test has customers of its own. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class BatchesTest {
    private static final String TOPIC = TickHandler.TOPIC;

    @Inject
    TickHandler handler;

    @Inject
    Database database;

    @Inject
    Batches batches;

    @Inject
    Applied applied;

    @Inject
    Relay relay;

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private final String run = UUID.randomUUID().toString();
    private final CustomerId customer = new CustomerId("ticks-" + run);
    private Wire wire;

    @BeforeEach
    void connect() {
        wire = new Wire();
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    @Test
    void countsEachEventOnceWhateverComesTwice() {
        for (int time = 0; time < 3; time++) {
            IntStream.rangeClosed(1, 500).forEach(number -> tick(customer, "t-" + number, null, number, ""));
            wire.flush();
            awaitTotal(customer, 125_250);
        }
        ends();

        assertThat(total(customer)).isEqualTo(125_250);
    }

    @Test
    void rememberIdsAlsoAcrossAChangeOfTheMemory() {
        tick(customer, "t-1", null, 1, "");
        awaitTotal(customer, 1);
        database.update("update batch_memory set since = now() - interval '25 hours'");
        batches.forget();
        assertThat(database.query(
                        "select 1 from batch_memory where since > now() - interval '1 hour'", row -> row.getInt(1)))
                .hasSize(1);

        tick(customer, "t-1", null, 1, "");
        tick(customer, "t-2", null, 2, "");
        awaitTotal(customer, 3);
        ends();

        assertThat(total(customer)).isEqualTo(3);
    }

    @Test
    void readAgainFromTheBeginningNothingChanges() {
        IntStream.rangeClosed(1, 100).forEach(number -> tick(customer, "t-" + number, null, 1, ""));
        awaitTotal(customer, 100);

        database.update("update batch_place set next_offset = 0");
        tick(customer, "t-101", null, 1, "");
        awaitTotal(customer, 101);
        ends();

        assertThat(total(customer)).isEqualTo(101);
    }

    @Test
    void aProducerThatCountsIsNotHeardTwiceAlsoUnderOtherIds() {
        IntStream.rangeClosed(1, 5).forEach(number -> tick(customer, "a-" + number, (long) number, 1, ""));
        awaitTotal(customer, 5);
        assertThat(applied.covers(customer, List.of(new Seen("outside", 5)))).isTrue();

        IntStream.rangeClosed(3, 7).forEach(number -> tick(customer, "b-" + number, (long) number, 1, ""));
        awaitTotal(customer, 7);
        ends();

        assertThat(total(customer)).isEqualTo(7);
    }

    @Test
    void whatCannotBeReadMeantOrStoredIsDeadWithItsReasonAndItsNeighboursAreNot() {
        handler.on("refuse " + run, () -> {
            throw new IllegalStateException("this one never");
        });
        tick(customer, "t-1", null, 1, "");
        tick(customer, "t-2", null, 0, "");
        tick(customer, "t-3", null, 1, "refuse " + run);
        ProducerRecord<String, byte[]> garbage =
                new ProducerRecord<>(TOPIC, customer.value(), "garbage".getBytes(StandardCharsets.UTF_8));
        wire.send(garbage);
        wire.send(record(customer, "t-4", null, "{\"amount\":\"x\"}".getBytes(StandardCharsets.UTF_8)));
        tick(customer, "t-5", null, 1, "");
        awaitTotal(customer, 2);

        List<ConsumerRecord<String, byte[]>> dead = wire.read(
                TOPIC + ".dlq",
                one -> customer.value().equals(one.key())
                        || new String(one.value(), StandardCharsets.UTF_8).equals("garbage"),
                4);
        assertThat(dead.stream()
                        .map(one -> new String(
                                one.headers().lastHeader("ce_deadreason").value(), StandardCharsets.UTF_8)))
                .anyMatch(reason -> reason.contains("amount is 1 or more"))
                .anyMatch(reason -> reason.contains("cannot be stored: IllegalStateException"))
                .anyMatch(reason -> reason.startsWith("not a CloudEvent"))
                .anyMatch(reason -> reason.contains("not a readable Tick"));
        assertThat(total(customer)).isEqualTo(2);
    }

    @Test
    void aPowerCutBetweenStoringAndCommittingNeitherLosesNorDoubles() {
        AtomicInteger cuts = new AtomicInteger();
        handler.on("cut " + run, () -> {
            if (cuts.getAndIncrement() == 0) {
                new LocalPlatform().restartPostgres(true);
            }
        });
        IntStream.rangeClosed(1, 50)
                .forEach(number -> tick(customer, "t-" + number, null, 1, number == 25 ? "cut " + run : ""));

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(total(customer)).isEqualTo(50));
        assertThat(cuts).hasValue(2);
        assertThat(database.query(
                        "select count(*) from inbox where status = 2 and customer = ?",
                        row -> row.getLong(1),
                        customer.value()))
                .containsExactly(0L);
    }

    @Test
    void whoLostThePartitionWithoutKnowingStoresNothing() {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        String stream = "another/" + run;
        assertThat(batches.places(stream, List.of(partition))).containsEntry(partition, 0L);
        List<Arrival<Tick>> batch = List.of(arrival(partition, 0), arrival(partition, 1));
        Map<TopicPartition, Long> now = batches.store(stream, handler, batch, Map.of(partition, 0L));
        List<Arrival<Tick>> another = List.of(arrival(partition, 2));

        assertThat(now).containsExactly(Map.entry(partition, 2L));
        for (long stale : List.of(0L, 1L, 3L)) {
            assertThatThrownBy(() -> batches.store(stream, handler, another, Map.of(partition, stale)))
                    .isInstanceOf(Batches.Overtaken.class);
        }
        assertThat(total(customer)).isEqualTo(2);
        assertThat(batches.places(stream, List.of(partition))).containsEntry(partition, 2L);
    }

    @Test
    void replicasThatComeAndGoCountEachEventOnce() throws InterruptedException {
        int sent = 0;
        for (int round = 0; round < 3; round++) {
            BatchConsumer<Tick> sibling =
                    new BatchConsumer<>(handler, batches, relay, kafka, "aegis-messaging", "sibling-" + run + round);
            sibling.start();
            for (int i = 0; i < 2000; i++) {
                tick(new CustomerId("ticks-" + run + "-" + i % 20), "t-" + sent++, null, 1, "");
            }
            wire.flush();
            int until = sent;
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(totals()).isGreaterThanOrEqualTo(until - 1000));
            sibling.stop();
        }
        int all = sent;

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(totals()).isGreaterThanOrEqualTo(all));
        ends();
        assertThat(totals()).isEqualTo(all);
    }

    /** Everything sent before this is stored when it returns: one more tick in each partition is waited for. */
    private void ends() {
        for (int partition = 0; partition < 2; partition++) {
            CustomerId last = new CustomerId("last-" + UUID.randomUUID());
            ProducerRecord<String, byte[]> keyed = record(last, "t-1", null, Json.bytes(new Tick(last, 1, "")));
            wire.send(new ProducerRecord<>(TOPIC, partition, null, keyed.key(), keyed.value(), keyed.headers()));
            awaitTotal(last, 1);
        }
    }

    private Arrival<Tick> arrival(TopicPartition partition, long offset) {
        Tick tick = new Tick(customer, 1, "");
        Envelope envelope = envelope(customer, "o-" + offset, null);
        return new Arrival<>(partition, offset, new Inbox.Row(envelope, TOPIC, Json.bytes(tick), null), tick);
    }

    private void tick(CustomerId whose, String id, Long sequence, int amount, String wish) {
        wire.send(record(whose, id, sequence, Json.bytes(new Tick(whose, amount, wish))));
    }

    private ProducerRecord<String, byte[]> record(CustomerId whose, String id, Long sequence, byte[] data) {
        return CloudEventCodec.write(TOPIC, envelope(whose, id, sequence), data, null);
    }

    private static Envelope envelope(CustomerId whose, String id, Long sequence) {
        return new Envelope(whose + "-" + id, "outside", "test.tick.v1", whose, Instant.now(), id, null, sequence);
    }

    private void awaitTotal(CustomerId whose, long expected) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(total(whose)).isEqualTo(expected));
    }

    private long total(CustomerId whose) {
        return sum("select coalesce(sum(total), 0) from ticked where customer = ?", whose.value());
    }

    private long totals() {
        return sum("select coalesce(sum(total), 0) from ticked where customer like ?", "ticks-" + run + "-%");
    }

    private long sum(String sql, String parameter) {
        return database.query(sql, row -> row.getLong(1), parameter).getFirst();
    }
}
