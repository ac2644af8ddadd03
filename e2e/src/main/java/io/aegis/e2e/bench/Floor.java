package io.aegis.e2e.bench;

import io.aegis.local.LocalSystem;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The floor: a message goes over five topics one after the other, with acks=all, and at each a row is committed before it
 * goes on. Plain clients in this one process; no HTTP, no outbox, no inbox, no order, no JSON. A turn cannot be cheaper
 * than this as long as its hops and commits are durable one by one.
 */
final class Floor implements AutoCloseable {
    static final int HOPS = 5;
    private static final String DATABASE = "bench_floor";
    private static final int PARTITIONS = 8;
    private static final int HANDS = 16;
    /** About as long as an Aegis message is. */
    private static final byte[] CONTENT = "x".repeat(600).getBytes(StandardCharsets.UTF_8);

    private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final List<KafkaConsumer<String, byte[]>> consumers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final KafkaProducer<String, byte[]> producer;
    private final ExecutorService hands;
    private final ThreadLocal<Commit> commits = ThreadLocal.withInitial(this::connect);
    private final String url;
    private final String user;
    private final String password;

    private Floor(LocalSystem system) {
        url = system.databaseUrl();
        user = system.databaseUser();
        password = system.databasePassword();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.bootstrapServers(), "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        hands = Executors.newFixedThreadPool(
                HANDS, Thread.ofPlatform().name("floor-hand-", 0).daemon().factory());
    }

    /** Makes topics and table and listens; returns when all five hops listen. */
    static Floor on(LocalSystem system) throws SQLException, ExecutionException, InterruptedException {
        Floor floor = new Floor(system);
        try (Connection connection = DriverManager.getConnection(floor.url + "/postgres", floor.user, floor.password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DATABASE);
        }
        try (Connection connection =
                        DriverManager.getConnection(floor.url + "/" + DATABASE, floor.user, floor.password);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table hop (id bigint generated always as identity primary key, turn text not null,"
                            + " hop smallint not null, data bytea not null)");
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
            admin.createTopics(IntStream.range(0, HOPS)
                            .mapToObj(hop -> new NewTopic(topic(hop), Optional.of(PARTITIONS), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
        for (int hop = 0; hop < HOPS; hop++) {
            floor.listen(system.bootstrapServers(), hop);
        }
        return floor;
    }

    /** One turn: five hops and five commits, and back. */
    void turn() throws Exception {
        String turn = UUID.randomUUID().toString();
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.put(turn, done);
        send(0, turn, CONTENT);
        done.get(60, TimeUnit.SECONDS);
    }

    private void listen(String bootstrapServers, int hop) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "group.id", topic(hop), "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic(hop), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        consumers.add(consumer);
        threads.add(Thread.ofPlatform().name("floor-" + hop).daemon().start(() -> {
            try (consumer) {
                while (true) {
                    ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
                    for (ConsumerRecord<String, byte[]> record : records) {
                        hands.execute(() -> pass(hop, record.key(), record.value()));
                    }
                    if (!records.isEmpty()) {
                        consumer.commitAsync();
                    }
                }
            } catch (WakeupException closing) {
                // the end of the floor
            }
        }));
    }

    private void pass(int hop, String turn, byte[] data) {
        try {
            commits.get().row(turn, hop, data);
        } catch (SQLException e) {
            CompletableFuture<Void> failed = waiting.remove(turn);
            if (failed != null) {
                failed.completeExceptionally(e);
            }
            return;
        }
        if (hop + 1 < HOPS) {
            send(hop + 1, turn, data);
        } else {
            CompletableFuture<Void> done = waiting.remove(turn);
            if (done != null) {
                done.complete(null);
            }
        }
    }

    private void send(int hop, String turn, byte[] data) {
        producer.send(new ProducerRecord<>(topic(hop), turn, data), (metadata, failure) -> {
            if (failure != null) {
                CompletableFuture<Void> failed = waiting.remove(turn);
                if (failed != null) {
                    failed.completeExceptionally(failure);
                }
            }
        });
    }

    private Commit connect() {
        try {
            Connection connection = DriverManager.getConnection(url + "/" + DATABASE, user, password);
            synchronized (connections) {
                connections.add(connection);
            }
            return new Commit(connection.prepareStatement("insert into hop (turn, hop, data) values (?, ?, ?)"));
        } catch (SQLException e) {
            throw new IllegalStateException("the floor has no database", e);
        }
    }

    private static String topic(int hop) {
        return "bench.floor." + hop;
    }

    @Override
    public void close() throws InterruptedException, SQLException {
        consumers.forEach(KafkaConsumer::wakeup);
        for (Thread thread : threads) {
            thread.join();
        }
        hands.shutdownNow();
        producer.close();
        synchronized (connections) {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private record Commit(PreparedStatement insert) {
        void row(String turn, int hop, byte[] data) throws SQLException {
            insert.setString(1, turn);
            insert.setInt(2, hop);
            insert.setBytes(3, data);
            insert.executeUpdate();
        }
    }
}
