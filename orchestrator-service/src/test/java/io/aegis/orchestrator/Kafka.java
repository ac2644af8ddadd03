package io.aegis.orchestrator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import io.aegis.local.testing.LocalPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** The other services, as far as this one can tell: what they send, and what they would get. */
final class Kafka {
    /** While the broker waits for records to come, it answers nothing else: half a second by default. */
    private static final Map<String, Object> SETTINGS =
            Map.of("bootstrap.servers", LocalPlatform.shared().bootstrapServers(), "fetch.max.wait.ms", 10);

    private static final KafkaProducer<String, byte[]> PRODUCER =
            new KafkaProducer<>(SETTINGS, new StringSerializer(), new ByteArraySerializer());

    private Kafka() {}

    static void send(String topic, Message message) {
        send(topic, UUID.randomUUID().toString(), message);
    }

    static void send(String topic, String eventId, Message message) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, message.customer().value(), Json.bytes(message));
        record.headers()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_id", eventId.getBytes(UTF_8))
                .add("ce_source", "test".getBytes(UTF_8))
                .add("ce_type", WireTypes.of(message.getClass()).getBytes(UTF_8))
                .add("ce_subject", message.customer().value().getBytes(UTF_8))
                .add("content-type", "application/json".getBytes(UTF_8));
        try {
            PRODUCER.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All messages of a type for a customer on a topic, as soon as there are so many. */
    static <M extends Message> List<M> received(String topic, String customer, Class<M> type, int count) {
        return awaited(topic, customer, WireTypes.of(type), count).stream()
                .map(found -> Json.read(found.value(), type))
                .toList();
    }

    /** The types of a customer's messages on a topic, in order, up to the last that is there now. */
    static List<String> types(String topic, String customer) {
        return awaited(topic, customer, "", 1).stream().map(Kafka::type).toList();
    }

    private static String type(ConsumerRecord<String, byte[]> found) {
        return new String(found.headers().lastHeader("ce_type").value(), UTF_8);
    }

    /** @param type empty for all */
    private static List<ConsumerRecord<String, byte[]>> awaited(String topic, String customer, String type, int count) {
        try (var consumer = new KafkaConsumer<>(SETTINGS, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, byte[]>> received = new ArrayList<>();
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (customer.equals(record.key()) && (type.isEmpty() || type.equals(type(record)))) {
                        received.add(record);
                    }
                });
                return received.size() >= count;
            });
            return received;
        }
    }
}
