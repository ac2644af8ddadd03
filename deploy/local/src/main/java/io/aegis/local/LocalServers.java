package io.aegis.local;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A broker and a PostgreSQL over one folder, with the topics and the databases of Aegis. */
public final class LocalServers implements AutoCloseable {
    private final LocalKafka kafka;
    private final LocalPostgres postgres;
    private final LocalSecrets secrets;
    private final Guardian guardian;

    private LocalServers(LocalKafka kafka, LocalPostgres postgres, LocalSecrets secrets, Guardian guardian) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.secrets = secrets;
        this.guardian = guardian;
    }

    /** On free ports in an empty folder, which is removed when this JVM ends; commits do not wait for the disk. */
    public static LocalServers ephemeral(Checkout checkout, Path folder) {
        Guardian guardian = new Guardian();
        guardian.removeAtEnd(folder);
        Path template = LocalPostgres.template(checkout);
        Path home = folder.resolve("postgres");
        Prepared.copy(template.resolve("postgres"), home);
        Prepared.copy(template.resolve("secrets"), folder.resolve("secrets"));
        LocalSecrets secrets = LocalSecrets.in(folder.resolve("secrets"));
        int ports = Ports.neighbours(3);
        LocalPostgres postgres = new LocalPostgres(
                checkout,
                home,
                ports + 2,
                secrets.databasePassword(),
                LocalPostgres.Durability.MEMORY,
                folder.resolve("postgres.log"),
                guardian);
        LocalKafka kafka = new LocalKafka(
                checkout,
                folder.resolve("kafka"),
                ports,
                folder.resolve("kafka.log"),
                List.of("-XX:TieredStopAtLevel=1"),
                guardian);
        return new LocalServers(kafka, postgres, secrets, guardian);
    }

    /** Starts both at once and returns when both serve. On failure nothing is left running. */
    public void start() {
        CompletableFuture<Void> broker = CompletableFuture.runAsync(
                () -> {
                    kafka.start();
                    kafka.createTopics();
                },
                LocalServers::aside);
        try {
            postgres.start();
            LocalPostgres.createDatabases(postgres.jdbcUrl(), LocalPostgres.USER, postgres.password());
            broker.join();
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            broker.exceptionally(alsoFailed -> null).join();
            close();
            throw e;
        }
    }

    /**
     * Kafka's client looks its classes up by the thread's own loader. A thread of a pool that tests share has that of
     * whichever application was started last.
     */
    private static void aside(Runnable task) {
        Thread thread = Thread.ofPlatform().name("kafka-start").daemon().unstarted(task);
        thread.setContextClassLoader(LocalServers.class.getClassLoader());
        thread.start();
    }

    public LocalKafka kafka() {
        return kafka;
    }

    public LocalPostgres postgres() {
        return postgres;
    }

    public LocalSecrets secrets() {
        return secrets;
    }

    /** Restarts the broker on its port and its data; {@code kill9} takes the power away first. */
    public void restartKafka(boolean kill9) {
        if (kill9) {
            kafka.kill9();
        } else {
            kafka.stop();
        }
        kafka.start();
        kafka.createTopics();
    }

    /** Restarts PostgreSQL on its port and its data; {@code kill9} takes the power away first. */
    public void restartPostgres(boolean kill9) {
        if (kill9) {
            postgres.kill9();
        } else {
            postgres.stop();
        }
        postgres.start();
    }

    /** Stops both, the broker first, and leaves the data. */
    @Override
    public void close() {
        kafka.stop();
        postgres.stop();
        guardian.close();
    }
}
