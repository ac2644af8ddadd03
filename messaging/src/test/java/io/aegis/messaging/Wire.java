package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The outside: a producer of its own and a consumer that reads a topic from its beginning. */
final class Wire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String brokers = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "linger.ms", 5), new StringSerializer(), new ByteArraySerializer());

    void send(ProducerRecord<String, byte[]> record) {
        producer.send(record);
    }

    void flush() {
        producer.flush();
    }

    void send(String topic, Envelope envelope, Message message) {
        send(CloudEventCodec.write(topic, envelope, Json.bytes(message), null));
    }

    static Envelope envelope(Message message) {
        return envelope(message, UUID.randomUUID().toString(), null);
    }

    static Envelope envelope(Message message, String id, Long sequence) {
        return new Envelope(
                id, "outside", WireTypes.of(message.getClass()), message.customer(), Instant.now(), id, null, sequence);
    }

    /** The first records about a customer on a topic, as many as asked for. */
    List<ConsumerRecord<String, byte[]>> read(String topic, CustomerId customer, int count) {
        return read(topic, record -> customer.value().equals(record.key()), count);
    }

    List<ConsumerRecord<String, byte[]>> read(
            String topic, Predicate<ConsumerRecord<String, byte[]>> wanted, int count) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        Instant end = Instant.now().plus(PATIENCE);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                // While the broker waits for records to come, it answers nothing else.
                Map.of("bootstrap.servers", brokers, "fetch.max.wait.ms", 10),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new org.apache.kafka.common.TopicPartition(topic, info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            while (found.size() < count) {
                if (Instant.now().isAfter(end)) {
                    throw new AssertionError("only " + found.size() + " of " + count + " records on " + topic);
                }
                consumer.poll(Duration.ofMillis(100)).records(topic).forEach(record -> {
                    if (wanted.test(record)) {
                        found.add(record);
                    }
                });
            }
        }
        return found;
    }

    /** The numbers of a customer's echoes, as they came. */
    List<Integer> echoes(CustomerId customer, int count) {
        return read("test.out", customer, count).stream()
                .map(record -> Json.read(record.value(), Echo.class).number())
                .toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
