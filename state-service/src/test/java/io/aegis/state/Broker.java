package io.aegis.state;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The outside systems and the other services, as plain Kafka clients see them. */
final class Broker implements AutoCloseable {
    private final String servers;
    private final KafkaProducer<String, String> producer;

    Broker(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 0), new StringSerializer(), new StringSerializer());
    }

    /** A CloudEvent in binary mode, as services send it. */
    void send(String topic, String source, String id, @Nullable Long sequence, Message message) {
        send(topic, source, id, sequence, WireTypes.of(message.getClass()), message.customer(), Json.text(message));
    }

    void send(
            String topic,
            String source,
            String id,
            @Nullable Long sequence,
            String type,
            CustomerId customer,
            String data) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, customer.value(), data);
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", id);
        header(record, "ce_source", source);
        header(record, "ce_type", type);
        header(record, "ce_subject", customer.value());
        header(record, "ce_correlationid", "correlation-" + id);
        if (sequence != null) {
            header(record, "ce_sequence", Long.toString(sequence));
        }
        send(record);
    }

    /** A value alone, without key and headers, as Kafka's console producer sends a line. */
    void sendLine(String topic, int partition, String line) {
        send(new ProducerRecord<>(topic, partition, null, line));
    }

    /** All records of a topic that are there now and that match. */
    List<ConsumerRecord<String, String>> read(String topic, Predicate<ConsumerRecord<String, String>> matches) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> found = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (matches.test(record)) {
                        found.add(record);
                    }
                });
            }
            return found;
        }
    }

    /** What was told of a customer on a topic, in order. */
    <M extends Message> List<M> read(String topic, CustomerId customer, Class<M> type) {
        return read(topic, record -> customer.value().equals(record.key())).stream()
                .map(record -> Json.read(record.value(), type))
                .toList();
    }

    static String header(ConsumerRecord<String, String> record, String name) {
        Header header = Objects.requireNonNull(record.headers().lastHeader(name), name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void send(ProducerRecord<String, String> record) {
        producer.send(record);
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
