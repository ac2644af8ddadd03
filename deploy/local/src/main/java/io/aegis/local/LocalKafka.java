package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Apache Kafka's own server, one node that is broker and controller (KRaft), in its own process on 127.0.0.1. It takes
 * two neighbouring ports: {@code port} for clients, {@code port + 1} for the controller.
 */
public final class LocalKafka {
    private final Checkout checkout;
    private final Path folder;
    private final int port;
    private final Path log;
    private final Guardian guardian;
    private final List<String> jvmFlags;
    private @Nullable Child child;
    private @Nullable ClassArchive archive;

    LocalKafka(Checkout checkout, Path folder, int port, Path log, List<String> jvmFlags, Guardian guardian) {
        this.checkout = checkout;
        this.folder = folder.toAbsolutePath().normalize();
        this.port = port;
        this.log = log;
        this.jvmFlags = jvmFlags;
        this.guardian = guardian;
    }

    public int port() {
        return port;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public long pid() {
        return child == null ? 0 : child.pid();
    }

    public boolean alive() {
        return child != null && child.alive();
    }

    /** Starts it, after formatting its storage when it has none; {@link Topics#create} waits until it answers. */
    public void start() {
        Path logs = folder.resolve("logs");
        if (!Files.exists(logs.resolve("meta.properties"))) {
            format(logs);
        }
        ClassArchive classes =
                new ClassArchive(checkout.target().resolve("kafka-template"), "broker", checkout.kafkaLibraries());
        archive = classes;
        List<String> command = new ArrayList<>(List.of(Child.java(), "-Xmx256m", "-Xms64m", "-XX:+UseSerialGC"));
        command.addAll(jvmFlags);
        command.addAll(classes.flags());
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
                "-cp",
                classPath(checkout),
                "kafka.Kafka",
                settings(logs).toString()));
        child = Child.start("kafka", command, Map.of("KAFKA_OPTS", ""), log, guardian);
    }

    /** Creates the missing topics, which proves that the broker serves. @throws LocalFailure with the reason */
    public void createTopics() {
        try {
            Topics.create(bootstrapServers(), Duration.ofSeconds(60));
        } catch (LocalFailure e) {
            throw alive() ? e : new LocalFailure("Kafka stopped: " + Child.lastWords(log, 3), e);
        }
    }

    /** Stops it in order: partitions are closed, so that the next start need not recover them. */
    public void stop() {
        Child running = child;
        if (running == null) {
            return;
        }
        if (running.alive() && running.stop(Duration.ofSeconds(30)) && archive != null) {
            archive.adopt();
        }
    }

    public void kill9() {
        if (child != null) {
            child.kill9();
        }
    }

    private static String classPath(Checkout checkout) {
        return checkout.kafkaLibraries() + "/*";
    }

    /** Formatting takes a JVM of its own, so it is done once per build; each storage gets its own ids. */
    private void format(Path logs) {
        Path template = Prepared.once(checkout.target().resolve("kafka-template"), target -> {
            Path formatted = target.resolve("logs");
            Path settings = target.resolve("format.properties");
            Files.writeString(settings, properties(formatted, 19092));
            Child.run(
                    "formatting Kafka's storage",
                    List.of(
                            Child.java(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath(checkout),
                            "kafka.tools.StorageTool",
                            "format",
                            "-t",
                            Uuid.randomUuid().toString(),
                            "-c",
                            settings.toString()),
                    Duration.ofMinutes(1));
        });
        try {
            Files.createDirectories(folder);
            Prepared.delete(logs);
            Prepared.copy(template.resolve("logs"), logs);
            Path meta = logs.resolve("meta.properties");
            Files.writeString(
                    meta,
                    Files.readString(meta)
                            .replaceAll("cluster\\.id=.*", "cluster.id=" + Uuid.randomUuid())
                            .replaceAll("directory\\.id=.*", "directory.id=" + Uuid.randomUuid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path settings(Path logs) {
        try {
            return Files.writeString(folder.resolve("server.properties"), properties(logs, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String properties(Path logs, int port) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                num.partitions=8
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                broker.heartbeat.interval.ms=500
                broker.session.timeout.ms=3000
                log.segment.bytes=67108864
                log.retention.bytes=268435456
                """.formatted(port, port + 1, logs);
    }
}
