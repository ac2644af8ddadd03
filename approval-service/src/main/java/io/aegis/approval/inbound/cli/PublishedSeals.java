package io.aegis.approval.inbound.cli;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditSeal;
import io.aegis.contracts.AuditSealed;
import io.aegis.contracts.Json;
import io.aegis.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is on the topic of seals, from its beginning to where it ends now. */
record PublishedSeals(String broker) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is no seal is left out; who wrote it is for the signature to tell. */
    List<AuditSeal> read() {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(PATIENCE.toMillis()));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        List<AuditSeal> seals = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.SEALS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(PATIENCE)) {
                    add(found.value(), seals);
                }
            }
        } catch (KafkaException e) {
            throw new Failure("the seals cannot be read from " + broker, e);
        }
        return seals;
    }

    private static void add(byte[] content, List<AuditSeal> seals) {
        try {
            AuditSealed sealed = Json.read(content, AuditSealed.class);
            seals.add(new AuditSeal(
                    sealed.number(),
                    sealed.content(),
                    sealed.ends().stream()
                            .map(end -> new AuditChain.Head(end.customer(), end.position(), end.hash()))
                            .toList(),
                    sealed.signature()));
        } catch (Json.Unreadable e) {
            // somebody wrote something else to the topic
        }
    }
}
