package io.aegis.e2e.simulate;

import io.aegis.contracts.Json;
import io.aegis.contracts.WireTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The simulated billing system and product: CloudEvents in binary mode on the public topics, with the time they happened. */
final class Outside implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failed = new AtomicReference<>();
    private long sent;

    Outside(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 10),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Tells all of it, and returns when the broker has it. */
    void tell(List<Deed.Told> deeds) {
        for (Deed.Told deed : deeds) {
            String customer = deed.message().customer().value();
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(deed.topic(), customer, Json.bytes(deed.message()));
            Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            "simulated-" + sent++,
                            "ce_source",
                            "simulation",
                            "ce_type",
                            WireTypes.of(deed.message().getClass()),
                            "ce_subject",
                            customer,
                            "ce_time",
                            deed.at().toString(),
                            "content-type",
                            "application/json")
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record, (metadata, failure) -> {
                if (failure != null) {
                    failed.compareAndSet(null, failure);
                }
            });
        }
        producer.flush();
        Exception failure = failed.get();
        if (failure != null) {
            throw new IllegalStateException("not everything was told", failure);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
