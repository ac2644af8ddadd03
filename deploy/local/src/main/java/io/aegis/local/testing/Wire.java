package io.aegis.local.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The other end of the topics, as any system with a plain Kafka client sees it: CloudEvents in binary mode, and raw lines. */
public final class Wire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** While the broker waits for records to come, it answers nothing else on that connection: half a second by default. */
    private static final int BROKER_WAITS_MS = 10;

    private final String bootstrapServers;
    private final KafkaProducer<String, String> producer;

    public Wire(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
    }

    /** A record as it was found, with its headers as text. */
    public record Found(String topic, @Nullable String key, String value, Map<String, String> headers) {
        /** The CloudEvents type; empty when it is none. */
        public String type() {
            return headers.getOrDefault("ce_type", "");
        }
    }

    /**
     * Sends one event and waits for the broker.
     *
     * @param customer the subject and the key
     * @param sequence absent for systems that do not count
     */
    public void send(
            String topic,
            String source,
            String id,
            @Nullable Long sequence,
            String type,
            String customer,
            String json) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, customer, json);
        Map<String, String> headers = new HashMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_id", id,
                "ce_source", source,
                "ce_type", type,
                "ce_subject", customer,
                "ce_correlationid", "correlation-" + id,
                "content-type", "application/json"));
        if (sequence != null) {
            headers.put("ce_sequence", Long.toString(sequence));
        }
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** Sends a value alone, without key and headers, as Kafka's console producer sends a line. */
    public void sendLine(String topic, String line) {
        producer.send(new ProducerRecord<>(topic, line));
        producer.flush();
    }

    /** The same, to one partition, so that lines stand in a known order. */
    public void sendLine(String topic, int partition, String line) {
        producer.send(new ProducerRecord<>(topic, partition, null, line));
        producer.flush();
    }

    /** Sends a value under any key and with any headers, as other CloudEvents producers do. */
    public void sendRaw(String topic, @Nullable String key, String value, Map<String, String> headers) {
        ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, header) -> record.headers().add(name, header.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** All records of the topic that are there now and are wanted, each partition in its order. */
    public List<Found> read(String topic, Predicate<Found> wanted) {
        return await(List.of(topic), wanted, anyNumber -> true);
    }

    /** The same, as soon as there are {@code count} of them; fails after half a minute. */
    public List<Found> await(String topic, int count, Predicate<Found> wanted) {
        return await(List.of(topic), wanted, found -> found.size() >= count);
    }

    /**
     * All records of the topics that are wanted, as soon as they are enough; fails after half a minute. What was on any of
     * the topics before the record that made them enough is among them.
     */
    public List<Found> await(List<String> topics, Predicate<Found> wanted, Predicate<List<Found>> enough) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "fetch.max.wait.ms", BROKER_WAITS_MS),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            List<Found> found = new ArrayList<>();
            Instant end = Instant.now().plus(PATIENCE);
            do {
                readToTheEnd(consumer, wanted, found);
                if (enough.test(found)) {
                    readToTheEnd(consumer, wanted, found);
                    return found;
                }
            } while (Instant.now().isBefore(end));
            throw new AssertionError("not enough records on " + topics + ": " + found.size());
        }
    }

    private static void readToTheEnd(
            KafkaConsumer<String, String> consumer, Predicate<Found> wanted, List<Found> found) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        do {
            consumer.poll(Duration.ofMillis(20)).forEach(record -> {
                Found one = found(record);
                if (wanted.test(one)) {
                    found.add(one);
                }
            });
        } while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue()));
    }

    private static Found found(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return new Found(record.topic(), record.key(), record.value(), headers);
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}
