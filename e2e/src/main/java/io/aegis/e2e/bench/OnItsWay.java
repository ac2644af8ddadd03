package io.aegis.e2e.bench;

import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What has left a service and is not known to be in the next one's inbox: records in Kafka. One thread at a time. */
final class OnItsWay implements AutoCloseable {
    private final Admin admin;
    private final Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();

    OnItsWay(LocalSystem system) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, system.bootstrapServers()));
        for (Service service : Service.values()) {
            groups.put("aegis-" + service.id(), new ListConsumerGroupOffsetsSpec());
        }
    }

    /** Also records that came to their inbox less than a second ago: offsets follow that late. */
    boolean any() throws InterruptedException {
        try {
            Map<String, ConsumerGroupDescription> readers =
                    admin.describeConsumerGroups(groups.keySet()).all().get();
            Map<String, Map<TopicPartition, OffsetAndMetadata>> taken =
                    admin.listConsumerGroupOffsets(groups).all().get();
            Set<TopicPartition> read = new HashSet<>();
            readers.values().forEach(group -> partitions(group).forEach(read::add));
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(
                            read.stream().collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest())))
                    .all()
                    .get();
            return readers.values().stream().anyMatch(group -> {
                Map<TopicPartition, OffsetAndMetadata> offsets = taken.getOrDefault(group.groupId(), Map.of());
                return partitions(group)
                        .anyMatch(partition -> taken(offsets.get(partition))
                                < Objects.requireNonNull(ends.get(partition)).offset());
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not tell what is on its way", e);
        }
    }

    private static long taken(@Nullable OffsetAndMetadata offset) {
        return offset == null ? 0 : offset.offset();
    }

    private static Stream<TopicPartition> partitions(ConsumerGroupDescription group) {
        return group.members().stream().flatMap(member -> member.assignment().topicPartitions().stream());
    }

    @Override
    public void close() {
        admin.close();
    }
}
