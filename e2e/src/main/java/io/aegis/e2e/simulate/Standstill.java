package io.aegis.e2e.simulate;

import io.aegis.contracts.Topics;
import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether everything has come to rest, so that the time may go on: nothing pending in any inbox, nothing to send, no timer
 * due, no record that its reader has not stored, no usage that no conclusion was drawn from. What is on its way from one
 * service to another is in none of these for a moment, so two looks in a row must find nothing and no movement in between.
 */
final class Standstill implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PAUSE_MS = 15;
    private static final ListConsumerGroupOffsetsSpec ALL = new ListConsumerGroupOffsetsSpec();
    private static final String WAITING = """
            select (select count(*) from inbox where status = 0) + (select count(*) from outbox)
                   + (select count(*) from timer where due_at <= ?),
                   (select coalesce(max(id), 0) from inbox)
            """;

    private final Map<Service, Connection> databases = new EnumMap<>(Service.class);
    private final Admin admin;
    private final Map<TopicPartition, OffsetSpec> everything = new HashMap<>();
    /** By consumer group. */
    private final Map<String, Set<TopicPartition>> read;

    Standstill(LocalSystem system) throws SQLException, ExecutionException, InterruptedException {
        for (Service service : Service.values()) {
            databases.put(
                    service,
                    DriverManager.getConnection(
                            system.databaseUrl() + "/" + service.database(),
                            system.databaseUser(),
                            system.databasePassword()));
        }
        admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()));
        read = read();
        io.aegis.local.Topics.all().forEach((topic, partitions) -> {
            for (int partition = 0; partition < partitions; partition++) {
                everything.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        });
    }

    /** @param moved grows with everything that goes from one service to another */
    private record Look(long waiting, long moved) {}

    Connection database(Service service) {
        Connection connection = databases.get(service);
        if (connection == null) {
            throw new IllegalArgumentException("no database of " + service.id());
        }
        return connection;
    }

    /** @throws IllegalStateException when something is still under way after two minutes */
    void await(Instant now) throws SQLException, InterruptedException, ExecutionException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Look before = look(now);
        while (true) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            Look look = look(now);
            if (look.waiting == 0 && look.equals(before)) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("%d messages or timers are still under way at %s, %d seconds later"
                        .formatted(look.waiting, now, PATIENCE.toSeconds()));
            }
            before = look;
        }
    }

    /** When the next timer of any service is due. */
    Optional<Instant> nextTimer() throws SQLException {
        Instant next = null;
        for (Connection connection : databases.values()) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select min(due_at) from timer")) {
                row.next();
                OffsetDateTime due = row.getObject(1, OffsetDateTime.class);
                if (due != null && (next == null || due.toInstant().isBefore(next))) {
                    next = due.toInstant();
                }
            }
        }
        return Optional.ofNullable(next);
    }

    private Look look(Instant now) throws SQLException, ExecutionException, InterruptedException {
        long waiting = number("select count(*) from usage_news");
        long moved = 0;
        for (Connection connection : databases.values()) {
            try (PreparedStatement statement = connection.prepareStatement(WAITING)) {
                statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    waiting += row.getLong(1);
                    moved += row.getLong(2);
                }
            }
        }
        return waiting > 0 ? new Look(waiting, moved) : onTheWay(moved);
    }

    /** Records that their readers have not stored yet. State keeps its place in usage itself. */
    private Look onTheWay(long moved) throws ExecutionException, InterruptedException, SQLException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(everything).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        var groups = admin.listConsumerGroupOffsets(
                read.keySet().stream().collect(Collectors.toMap(group -> group, group -> ALL)));
        long waiting = -number("select coalesce(sum(next_offset), 0) from batch_place");
        long sent = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            sent += end.getValue();
            waiting += end.getKey().topic().equals(Topics.USAGE) ? end.getValue() : 0;
        }
        for (Map.Entry<String, Set<TopicPartition>> group : read.entrySet()) {
            Map<TopicPartition, OffsetAndMetadata> places =
                    groups.partitionsToOffsetAndMetadata(group.getKey()).get();
            for (TopicPartition partition : group.getValue()) {
                OffsetAndMetadata place = places.get(partition);
                waiting += ends.getOrDefault(partition, 0L) - (place == null ? 0 : place.offset());
            }
        }
        return new Look(waiting, moved + sent);
    }

    /** What each service's group reads; those that have not joined yet are waited for. */
    private Map<String, Set<TopicPartition>> read() throws ExecutionException, InterruptedException {
        List<String> names = Arrays.stream(Service.values())
                .map(service -> "aegis-" + service.id())
                .toList();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Map<String, Set<TopicPartition>> read = new HashMap<>();
            for (ConsumerGroupDescription group :
                    admin.describeConsumerGroups(names).all().get().values()) {
                read.put(
                        group.groupId(),
                        group.members().stream()
                                .flatMap(member -> member.assignment().topicPartitions().stream())
                                .collect(Collectors.toSet()));
            }
            if (read.values().stream().noneMatch(Set::isEmpty)) {
                return read;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not all services read their topics");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    private long number(String sqlOfState) throws SQLException {
        try (Statement statement = database(Service.STATE).createStatement();
                ResultSet row = statement.executeQuery(sqlOfState)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        admin.close();
        for (Connection connection : databases.values()) {
            connection.close();
        }
    }
}
