package io.aegis.e2e.torture;

import io.aegis.contracts.Json;
import io.aegis.contracts.WireTypes;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Puts a number on the next topic without an outbox: what the broken variants do. */
@ApplicationScoped
class DirectSender {
    private final TortureConfig config;
    private final Map<String, Object> kafka;
    private @Nullable KafkaProducer<String, byte[]> producer;

    DirectSender(TortureConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.kafka = kafka;
    }

    void send(Numbered numbered) {
        String customer = numbered.customer().value();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(config.to().orElseThrow(), customer, Json.bytes(numbered));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        customer + "-" + numbered.number(),
                        "ce_source",
                        "direct",
                        "ce_type",
                        WireTypes.of(Numbered.class),
                        "ce_subject",
                        customer,
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer().send(record);
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(new HashMap<>(kafka), new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}
