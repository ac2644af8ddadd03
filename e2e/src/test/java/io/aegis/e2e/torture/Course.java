package io.aegis.e2e.torture;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.WireTypes;
import io.aegis.local.testing.LocalPlatform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The course that the numbers run: a topic, the first service, a topic, the second service, of which there may be two
 * replicas; and the faults on the way. Each run has topics and databases of its own on the shared servers.
 */
final class Course implements AutoCloseable {
    static final int CUSTOMERS = 200;

    private static final int AHEAD = 6000;
    private static final Duration PROGRESS = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration CALM = Duration.ofSeconds(2);

    /** What is done to the course, when so many numbers are through. */
    enum Fault {
        FIRST,
        SECOND,
        SIBLING,
        BROKER,
        DATABASE
    }

    record Planned(int at, Fault fault) {}

    private final LocalPlatform platform = LocalPlatform.shared();
    private final String name;
    private final int messages;
    private final Deque<Planned> faults;
    private final TortureProcess first;
    private final TortureProcess second;
    private @Nullable TortureProcess sibling;
    private final KafkaProducer<String, byte[]> producer;
    private int fed;
    private Instant up = Instant.now();

    Course(String name, int messages, List<Planned> faults, Map<String, String> ofFirst, Map<String, String> ofSecond) {
        this.name = name;
        this.messages = messages;
        this.faults = new ArrayDeque<>(faults);
        createTopics();
        createDatabase("first");
        createDatabase("second");
        first = process("first", topic("in"), Map.of("TORTURE_TO", topic("out")), ofFirst);
        second = process("second", topic("out"), Map.of(), ofSecond);
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        platform.bootstrapServers(),
                        "delivery.timeout.ms",
                        Integer.MAX_VALUE,
                        "reconnect.backoff.max.ms",
                        500,
                        "linger.ms",
                        5),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Adds a replica of the second service, which shares its customers. */
    Course withSibling() {
        sibling = process("second", topic("out"), Map.of("AEGIS_MESSAGING_REPLICA", "sibling"), Map.of());
        return this;
    }

    /** Each fault twice, at moments and in an order that the seed decides. */
    static List<Planned> faults(int messages, Random random) {
        List<Fault> order = new ArrayList<>(List.of(Fault.values()));
        order.addAll(List.of(Fault.values()));
        Collections.shuffle(order, random);
        int stretch = messages / (order.size() + 2);
        List<Planned> planned = new ArrayList<>();
        for (Fault fault : order) {
            planned.add(new Planned((planned.size() + 1) * stretch + random.nextInt(stretch / 2), fault));
        }
        return planned;
    }

    String topic(String end) {
        return "torture." + name + "." + end;
    }

    /**
     * Feeds all numbers and strikes with all faults, until everything is through and calm, or, for a run that is not
     * expected to get everything through, until nothing has moved for {@code patience}.
     *
     * @return what arrived in the end
     * @throws AssertionError when a sound run makes no progress for a minute
     */
    Verdict run(Duration patience) {
        Progress last = new Progress(0, 0);
        Instant moved = Instant.now();
        while (true) {
            Progress now = progress().orElse(last);
            if (!now.equals(last) || starting()) {
                last = now;
                moved = Instant.now();
            }
            feed(Math.min(messages, last.second + AHEAD));
            reviveTheDoomed();
            while (!faults.isEmpty() && last.second >= faults.getFirst().at) {
                strike(faults.removeFirst().fault);
                moved = Instant.now();
            }
            Duration still = Duration.between(moved, Instant.now());
            boolean through = fed == messages && faults.isEmpty() && last.first >= messages && last.second >= messages;
            if (still.compareTo(through ? CALM : patience) > 0) {
                if (!through && patience.equals(PROGRESS)) {
                    throw new AssertionError(name + " stands still for a minute at " + last);
                }
                return Verdict.of(arrived("second"), CUSTOMERS, messages / CUSTOMERS);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** A service that starts is no service that stands still, however slow the machine is; it must come up in three minutes. */
    private boolean starting() {
        boolean starting = Stream.of(Optional.of(first), Optional.of(second), Optional.ofNullable(sibling))
                .flatMap(Optional::stream)
                .anyMatch(process -> !process.up());
        if (!starting) {
            up = Instant.now();
        } else if (Duration.between(up, Instant.now()).compareTo(START) > 0) {
            throw new AssertionError(name + " does not start");
        }
        return starting;
    }

    /** A run that must get through, with a minute for each progress. */
    Verdict run() {
        return run(PROGRESS);
    }

    Verdict first() {
        return Verdict.of(arrived("first"), CUSTOMERS, messages / CUSTOMERS);
    }

    private void strike(Fault fault) {
        System.out.printf("%s %s: %s%n", Instant.now(), name, fault);
        switch (fault) {
            case FIRST -> first.killAndRestart();
            case SECOND -> second.killAndRestart();
            case SIBLING -> Objects.requireNonNull(sibling).killAndRestart();
            case BROKER -> platform.restartKafka(true);
            case DATABASE -> platform.restartPostgres(true);
        }
    }

    private void reviveTheDoomed() {
        Stream.of(first, second).filter(process -> !process.alive()).forEach(process -> {
            if (!process.doomed()) {
                throw new AssertionError("a service ended by itself, see " + process.log());
            }
            process.restart();
        });
    }

    private void feed(int upTo) {
        for (; fed < upTo; fed++) {
            String customer = "customer-" + fed % CUSTOMERS;
            int number = fed / CUSTOMERS;
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                    topic("in"), customer, Json.bytes(new Numbered(new CustomerId(customer), number)));
            Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            customer + "-" + number,
                            "ce_source",
                            "harness",
                            "ce_type",
                            WireTypes.of(Numbered.class),
                            "ce_subject",
                            customer,
                            "ce_sequence",
                            String.valueOf(number + 1),
                            "content-type",
                            "application/json")
                    .forEach((header, value) -> record.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record);
        }
    }

    private record Progress(int first, int second) {}

    /** Nothing while the database is away, or has not been migrated yet. */
    private Optional<Progress> progress() {
        try {
            return Optional.of(new Progress(count("first"), count("second")));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private int count(String service) throws SQLException {
        try (Connection connection = connect("aegis_" + service);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from appended")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private Map<String, List<Integer>> arrived(String service) {
        try (Connection connection = connect("aegis_" + service);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select customer, number from appended order by position")) {
            Map<String, List<Integer>> arrived = new HashMap<>();
            while (rows.next()) {
                arrived.computeIfAbsent(rows.getString(1), customer -> new ArrayList<>())
                        .add(rows.getInt(2));
            }
            return arrived;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private TortureProcess process(String service, String from, Map<String, String> more, Map<String, String> variant) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TORTURE_SOURCE", service,
                "TORTURE_FROM", from,
                "AEGIS_MESSAGING_REPLICA", service,
                "KAFKA_BOOTSTRAP_SERVERS", platform.bootstrapServers(),
                "DATABASE_URL", platform.jdbcUrl("").replaceAll("/$", ""),
                "DATABASE_USER", platform.user(),
                "DATABASE_PASSWORD", platform.password(),
                "AEGIS_SECRETS", platform.secrets().toString()));
        environment.putAll(more);
        environment.putAll(variant);
        String replica = environment.get("AEGIS_MESSAGING_REPLICA");
        return new TortureProcess(Path.of("target/torture", name + "-" + replica + ".log"), environment);
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()))) {
            admin.createTopics(Stream.of("in", "out", "unused")
                            .map(end -> new NewTopic(topic(end), Optional.of(4), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void createDatabase(String service) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists aegis_" + service + " with (force)");
            statement.execute("create database aegis_" + service);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(platform.jdbcUrl(database), platform.user(), platform.password());
    }

    @Override
    public void close() {
        first.kill();
        second.kill();
        if (sibling != null) {
            sibling.kill();
        }
        producer.close(Duration.ofSeconds(1));
    }
}
