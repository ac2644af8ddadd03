package io.aegis.query;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** The other services, at the other end of the broker. */
final class Wire implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> received = new ArrayList<>();

    /** @param topics what to listen to */
    Wire(String servers, String... topics) {
        Map<String, Object> broker = Map.of("bootstrap.servers", servers, "linger.ms", 0);
        producer = new KafkaProducer<>(broker, new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(topics).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /** @param id the event's id: the same again is a repeated record */
    void send(String topic, String source, String id, Message message) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, message.customer().value(), Json.bytes(message));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        id,
                        "ce_source",
                        source,
                        "ce_type",
                        WireTypes.of(message.getClass()),
                        "ce_subject",
                        message.customer().value(),
                        "ce_correlationid",
                        "correlation-" + id)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** What a topic says of a customer, of one type, once there is that much of it. */
    <M extends Message> List<M> await(String topic, CustomerId customer, Class<M> type, int atLeast) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    consumer.poll(Duration.ofMillis(50)).forEach(received::add);
                    return of(topic, customer, type).size() >= atLeast;
                });
        return of(topic, customer, type);
    }

    private <M extends Message> List<M> of(String topic, CustomerId customer, Class<M> type) {
        return received.stream()
                .filter(record -> record.topic().equals(topic) && record.key().equals(customer.value()))
                .filter(record -> new String(
                                record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8)
                        .equals(WireTypes.of(type)))
                .map(record -> Json.read(record.value(), type))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
