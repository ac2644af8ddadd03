package io.aegis.e2e.bench;

import io.aegis.local.LocalSystem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What ingest is held against: a plain consumer that copies each poll's records as they are into a table without any index,
 * by COPY, one commit a poll, offsets after it. It reads nothing, drops no duplicates, sums nothing up, and may lose or
 * double in a crash.
 */
final class RawConsumer {
    private static final String DATABASE = "bench_raw";
    private static final int PARTITIONS = 8;
    private static final String HEXADECIMAL = "0123456789abcdef";

    private final LocalSystem system;

    RawConsumer(LocalSystem system) {
        this.system = system;
    }

    /** Makes the database, and a topic of its own. */
    String prepare(String topic) throws SQLException, ExecutionException, InterruptedException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + DATABASE);
            statement.execute("create database " + DATABASE);
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        return topic;
    }

    /** @return records a second, from the first poll that had some to the last commit */
    double perSecond(String topic, int records) throws SQLException, IOException {
        try (Connection connection = connect(DATABASE);
                Statement statement = connection.createStatement();
                KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                system.bootstrapServers(),
                                "group.id",
                                topic,
                                "enable.auto.commit",
                                "false",
                                "auto.offset.reset",
                                "earliest",
                                "max.poll.records",
                                10_000,
                                // A fetch of partitions at their end would hold up all others for half a second.
                                "fetch.max.wait.ms",
                                20),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            statement.execute("drop table if exists raw");
            statement.execute(
                    "create table raw (partition int, place bigint, customer text, event text, source text, data bytea)");
            connection.setAutoCommit(false);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            consumer.assign(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            long began = 0;
            for (int read = 0; read < records; ) {
                ConsumerRecords<String, byte[]> polled = consumer.poll(Duration.ofSeconds(5));
                if (polled.isEmpty()) {
                    throw new IllegalStateException("the raw consumer found %d of %d".formatted(read, records));
                }
                began = began == 0 ? System.nanoTime() : began;
                copy.copyIn("copy raw from stdin", new ByteArrayInputStream(rows(polled)));
                connection.commit();
                consumer.commitSync();
                read += polled.count();
            }
            return records / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static byte[] rows(ConsumerRecords<String, byte[]> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(records.count() * 500);
        for (ConsumerRecord<String, byte[]> record : records) {
            out.writeBytes((record.partition() + "\t" + record.offset() + "\t" + record.key() + "\t"
                            + header(record, "ce_id") + "\t" + header(record, "ce_source") + "\t\\\\x")
                    .getBytes(StandardCharsets.UTF_8));
            for (byte one : record.value()) {
                out.write(HEXADECIMAL.charAt((one >> 4) & 15));
                out.write(HEXADECIMAL.charAt(one & 15));
            }
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                system.databaseUrl() + "/" + database, system.databaseUser(), system.databasePassword());
    }
}
