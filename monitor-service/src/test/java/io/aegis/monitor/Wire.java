package io.aegis.monitor;

import static org.awaitility.Awaitility.await;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.Topics;
import io.aegis.contracts.WireTypes;
import io.aegis.local.testing.LocalPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** State and the front door, as they are at the other end of the broker. */
final class Wire implements AutoCloseable {
    private static final Map<String, Object> BROKER =
            Map.of("bootstrap.servers", LocalPlatform.shared().bootstrapServers());

    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(BROKER, new StringSerializer(), new ByteArraySerializer());
    private final KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(BROKER, new StringDeserializer(), new ByteArrayDeserializer());
    private final List<InterventionRaised> heard = new ArrayList<>();

    Wire() {
        consumer.assign(Stream.iterate(0, partition -> partition + 1)
                .limit(8)
                .map(partition -> new TopicPartition(Topics.INTERVENTIONS, partition))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /** Each call is an event of its own, also with the same content. */
    void tell(CustomerChanged changed) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.CUSTOMERS, changed.customer().value(), Json.bytes(changed));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        "state",
                        "ce_type",
                        WireTypes.of(CustomerChanged.class),
                        "ce_subject",
                        changed.customer().value(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Everything that was raised for the customer up to the first intervention of the playbook, which is waited for. */
    List<InterventionRaised> until(CustomerId customer, String playbook) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    consumer.poll(Duration.ofMillis(50)).forEach(record -> heard.add(read(record)));
                    return of(customer).stream()
                            .anyMatch(raised -> raised.playbook().equals(playbook));
                });
        return of(customer);
    }

    private List<InterventionRaised> of(CustomerId customer) {
        return heard.stream()
                .filter(raised -> raised.customer().equals(customer))
                .toList();
    }

    private static InterventionRaised read(ConsumerRecord<String, byte[]> record) {
        return Json.read(record.value(), InterventionRaised.class);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
