package io.aegis.e2e.torture;

import io.aegis.contracts.Json;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the broken variants run in place of intake, worker or relay. */
@ApplicationScoped
class BrokenThreads {
    private static final int HANDS = 8;

    private final Ledger ledger;
    private final DirectSender sender;
    private final Death death;
    private final TortureConfig config;
    private final Map<String, Object> kafka;
    private volatile boolean stopping;

    BrokenThreads(
            Ledger ledger,
            DirectSender sender,
            Death death,
            TortureConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.ledger = ledger;
        this.sender = sender;
        this.death = death;
        this.config = config;
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        switch (config.variant()) {
            case SOUND, PUBLISH_AFTER_COMMIT -> {}
            case NO_INBOX -> thread(this::workFromConsumer);
            case CURSOR_RELAY -> thread(this::relayByCursor);
            case ROW_BY_ROW -> {
                for (int hand = 0; hand < HANDS; hand++) {
                    thread(this::workRowByRow);
                }
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private void workFromConsumer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putAll(Map.of(
                "group.id", "torture-straight",
                "group.instance.id", "straight",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", false));
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(config.straightFrom().orElseThrow()));
            while (!stopping) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    ledger.append(Json.read(record.value(), Numbered.class));
                    death.comes();
                });
                consumer.commitSync();
            }
        }
    }

    private void relayByCursor() {
        while (!stopping) {
            ledger.relayBeyondCursor((customer, number) -> sender.send(new Numbered(customer, number)));
            pause();
        }
    }

    private void workRowByRow() {
        while (!stopping) {
            boolean found = QuarkusTransaction.requiringNew().call(() -> {
                List<byte[]> one = ledger.takeOne();
                one.forEach(data -> {
                    Numbered numbered = Json.read(data, Numbered.class);
                    ledger.dawdle(numbered);
                    ledger.append(numbered);
                });
                return !one.isEmpty();
            });
            if (!found) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private static void thread(Runnable work) {
        Thread.ofPlatform().daemon().name("broken").start(work);
    }
}
