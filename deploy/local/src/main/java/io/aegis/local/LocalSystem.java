package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole of Aegis as processes of this machine: broker, PostgreSQL and the services, over one state folder. The
 * command line runs one over {@code .aegis}; end-to-end tests run theirs elsewhere on other ports, side by side with
 * it, and kill single processes. Methods may be called from any thread.
 */
public final class LocalSystem implements AutoCloseable {

    /** What happens to a process that ends by itself. */
    public enum Supervision {
        /** It is started again after one second, then two, four, up to thirty. */
        RESTART,
        /** It stays down until someone calls {@link #start(Service)}, for tests of exactly that. */
        LEAVE
    }

    /**
     * @param state folder for data, logs, secrets; made when missing
     * @param portBase of the orchestrator; the other services follow
     * @param kafkaPort and the one after it
     * @param environment on top of this process's own, for every service. KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL in it
     *     mean that broker and PostgreSQL are the user's own
     * @param progress told each step, one line at a time, from any thread
     */
    public record Settings(
            Path state,
            int portBase,
            int kafkaPort,
            int postgresPort,
            Map<String, String> environment,
            Supervision supervision,
            Consumer<String> progress) {

        public Settings {
            state = state.toAbsolutePath().normalize();
            environment = Map.copyOf(environment);
        }

        /** As an operator's environment says: AEGIS_PORT_BASE, AEGIS_KAFKA_PORT, AEGIS_POSTGRES_PORT. */
        public static Settings from(Path state, Map<String, String> environment, Consumer<String> progress) {
            return new Settings(
                    state,
                    port(environment, "AEGIS_PORT_BASE", 8080),
                    port(environment, "AEGIS_KAFKA_PORT", 19092),
                    port(environment, "AEGIS_POSTGRES_PORT", 15432),
                    environment,
                    Supervision.RESTART,
                    progress);
        }

        /** On free ports, with servers of its own whatever the environment of this process says. */
        public static Settings onFreePorts(Path state, Map<String, String> environment, Supervision supervision) {
            int count = Service.values().length;
            int first = Ports.neighbours(count + 3);
            return new Settings(state, first, first + count, first + count + 2, environment, supervision, line -> {});
        }

        private static int port(Map<String, String> environment, String variable, int otherwise) {
            String value = environment.getOrDefault(variable, "");
            if (value.isBlank()) {
                return otherwise;
            }
            try {
                int port = Integer.parseInt(value.strip());
                if (port > 0 && port < 65_000) {
                    return port;
                }
            } catch (NumberFormatException notANumber) {
                // falls through to the one message
            }
            throw new LocalFailure("%s=%s is not a port".formatted(variable, value));
        }
    }

    /**
     * One process as it stands.
     *
     * @param health ready, not ready or down; running for broker and database; yours for a server of the user's own
     * @param residentBytes 0 when down or not ours
     */
    public record Running(String name, String address, String health, long pid, long residentBytes) {}

    private static final long DISK_NEEDED = 500L << 20;
    private static final Duration READY_LIMIT = Duration.ofSeconds(180);
    private static final Duration IDENTITIES_RENEWED = Duration.ofDays(1);

    private final Checkout checkout;
    private final Settings settings;
    private final LocalSecrets secrets;
    private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
    private final Set<Service> wanted = EnumSet.noneOf(Service.class);
    private final Map<Service, Map<String, String>> own = new ConcurrentHashMap<>();
    private @Nullable Guardian guardian;
    private @Nullable LocalKafka kafka;
    private @Nullable LocalPostgres postgres;
    private @Nullable FileChannel lock;
    private @Nullable Thread supervisor;
    private volatile boolean stopping;

    public LocalSystem(Checkout checkout, Settings settings) {
        this.checkout = checkout;
        this.settings = settings;
        this.secrets = new LocalSecrets(settings.state().resolve("secrets"));
    }

    /**
     * Starts everything that is not running and returns when every service says that it is ready.
     *
     * @throws LocalFailure when something does not start; then everything is stopped again
     */
    public void start() {
        for (Service service : Service.values()) {
            ServiceProcess.jar(checkout, service);
        }
        try {
            startServers();
            start(EnumSet.allOf(Service.class));
            supervise();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    /** Broker and PostgreSQL with topics and databases, no service. Does nothing to what runs already. */
    public synchronized void startServers() {
        if (guardian != null) {
            return;
        }
        stopping = false;
        makeFolder(settings.state());
        takeLock();
        requireDisk();
        requirePorts();
        LocalSecrets.in(secrets.folder());
        Guardian watching = new Guardian();
        guardian = watching;
        CompletableFuture<Void> broker = CompletableFuture.runAsync(() -> startKafka(watching));
        try {
            startPostgres(watching);
        } finally {
            broker.exceptionally(alsoFailed -> null).join();
        }
        try {
            broker.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        record();
    }

    /** Starts these services side by side and returns when each is ready. */
    public void start(Collection<Service> chosen) {
        for (Service service : chosen) {
            launch(service);
        }
        for (Service service : chosen) {
            awaitReady(service);
        }
    }

    public void start(Service service) {
        start(Set.of(service));
    }

    /** Asks it to stop, waits, and leaves it down. */
    public void stop(Service service) {
        ServiceProcess process;
        synchronized (this) {
            wanted.remove(service);
            process = services.get(service);
        }
        if (process != null) {
            process.stop();
        }
        record();
    }

    /** SIGKILL. Under {@link Supervision#RESTART} it comes back by itself, otherwise {@link #start(Service)} it. */
    public void kill9(Service service) {
        ServiceProcess process;
        synchronized (this) {
            if (settings.supervision() == Supervision.LEAVE) {
                wanted.remove(service);
            }
            process = services.get(service);
        }
        if (process != null) {
            process.child().kill9();
        }
    }

    /** Stops, or kills, and starts one service; returns when it is ready again. */
    public void restart(Service service, boolean kill9) {
        synchronized (this) {
            wanted.remove(service);
        }
        if (kill9) {
            kill9(service);
        } else {
            stop(service);
        }
        start(service);
    }

    /** From its next start on, this service has these variables on top of everybody's; empty for none. */
    public void give(Service service, Map<String, String> environment) {
        own.put(service, Map.copyOf(environment));
    }

    /** Same port, same data; returns when it serves again. */
    public synchronized void restartKafka(boolean kill9) {
        LocalKafka broker = ours(kafka, "Kafka");
        if (kill9) {
            broker.kill9();
        } else {
            broker.stop();
        }
        broker.start();
        broker.createTopics();
        record();
    }

    /** Same port, same data; returns when it serves again. */
    public synchronized void restartPostgres(boolean kill9) {
        LocalPostgres database = ours(postgres, "PostgreSQL");
        if (kill9) {
            database.kill9();
        } else {
            database.stop();
        }
        database.start();
        record();
    }

    /** Stops the services side by side, then the broker, then PostgreSQL. Data and logs stay. */
    public void stop() {
        stopping = true;
        List<ServiceProcess> running;
        synchronized (this) {
            wanted.clear();
            running = new ArrayList<>(services.values());
            services.clear();
        }
        if (!running.isEmpty()) {
            boolean writing = running.stream().anyMatch(ServiceProcess::writesArchiveAtExit);
            say("stopping the services" + (writing ? "; they write class archives for faster starts, once" : ""));
        }
        running.parallelStream().forEach(ServiceProcess::stop);
        synchronized (this) {
            if (kafka != null) {
                say("stopping Kafka");
                kafka.stop();
                kafka = null;
            }
            if (postgres != null) {
                say("stopping PostgreSQL");
                postgres.stop();
                postgres = null;
            }
            if (guardian != null) {
                guardian.close();
                guardian = null;
            }
            releaseLock();
        }
    }

    /** Like {@link #stop()}, with SIGKILL for the services: for a system whose data nobody needs. */
    public void stopAtOnce() {
        stopping = true;
        for (Service service : Service.values()) {
            kill9(service);
        }
        stop();
    }

    /** Restarts the services that started without a class archive, so that their later starts take half as long. */
    public void writeClassArchives() {
        Set<Service> without = EnumSet.noneOf(Service.class);
        synchronized (this) {
            services.forEach((service, process) -> {
                if (process.writesArchiveAtExit()) {
                    without.add(service);
                }
            });
        }
        without.parallelStream().forEach(this::stop);
        start(without);
    }

    @Override
    public void close() {
        stop();
    }

    public String url(Service service) {
        return "http://localhost:" + port(service);
    }

    public Path log(Service service) {
        return settings.state().resolve("logs").resolve(service.id() + ".log");
    }

    /** Whether the demo's users log in; everybody else's do otherwise. */
    boolean demo() {
        return settings.environment().getOrDefault("AEGIS_DEMO", "true").equals("true");
    }

    /** Where users log in instead of here. */
    @Nullable
    String identityProvider() {
        return ownServer("AEGIS_OIDC_URL");
    }

    public LocalSecrets secrets() {
        return secrets;
    }

    public String bootstrapServers() {
        String own = ownServer("KAFKA_BOOTSTRAP_SERVERS");
        return own != null ? own : "127.0.0.1:" + settings.kafkaPort();
    }

    /** JDBC URL of the server; a database's is this and {@code /aegis_<service>}. */
    public String databaseUrl() {
        String own = ownServer("DATABASE_URL");
        return own != null ? own : "jdbc:postgresql://127.0.0.1:" + settings.postgresPort();
    }

    public String databaseUser() {
        return settings.environment().getOrDefault("DATABASE_USER", LocalPostgres.USER);
    }

    public String databasePassword() {
        String own = settings.environment().get("DATABASE_PASSWORD");
        return own != null && ownServer("DATABASE_URL") != null ? own : secrets.databasePassword();
    }

    /** Everything with its health and memory, the services first. Asks each over HTTP, so it takes a moment. */
    public List<Running> running() {
        return RunFile.running(settings.state());
    }

    private synchronized void launch(Service service) {
        if (stopping || guardian == null) {
            throw new LocalFailure("the broker and PostgreSQL are not up");
        }
        wanted.add(service);
        ServiceProcess before = services.get(service);
        if (before != null && before.child().alive()) {
            return;
        }
        services.put(service, ServiceProcess.start(this, checkout, service, guardian));
        record();
    }

    private void awaitReady(Service service) {
        ServiceProcess process = services.get(service);
        if (process == null) {
            throw new LocalFailure(service.id() + " was stopped while it started");
        }
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        for (Health health = process.health(); !health.ready(); health = process.health()) {
            if (stopping) {
                throw new LocalFailure("stopped while starting");
            }
            if (!process.child().alive()) {
                throw new LocalFailure(
                        "%s ended while it started (exit code %d): %s%n  ./aegis logs %1$s shows all of it"
                                .formatted(service.id(), process.child().exitCode(), process.lastWords()));
            }
            if (health.problem().isPresent()) {
                throw new LocalFailure("%s is not ready: %s"
                        .formatted(service.id(), health.problem().get()));
            }
            if (System.nanoTime() > end) {
                throw new LocalFailure("%s is not ready after %d s: ./aegis logs %1$s"
                        .formatted(service.id(), READY_LIMIT.toSeconds()));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        say("%s is ready".formatted(service.id()));
    }

    Settings settings() {
        return settings;
    }

    int port(Service service) {
        return settings.portBase() + service.ordinal();
    }

    Map<String, String> environmentOf(Service service) {
        Map<String, String> environment = new HashMap<>(settings.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("DATABASE_URL", databaseUrl());
        environment.put("DATABASE_USER", databaseUser());
        environment.put("DATABASE_PASSWORD", databasePassword());
        environment.put("AEGIS_SECRETS", secrets.folder().toString());
        environment.putIfAbsent("AEGIS_DEMO", "true");
        environment.putIfAbsent("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port(service)));
        environment.put("QUARKUS_PROFILE", "prod");
        for (Service other : Service.values()) {
            environment.putIfAbsent("AEGIS_%s_URL".formatted(other.name()), url(other));
        }
        environment.putAll(own.getOrDefault(service, Map.of()));
        return environment;
    }

    private void startKafka(Guardian watching) {
        String own = ownServer("KAFKA_BOOTSTRAP_SERVERS");
        if (own != null) {
            say("Kafka: yours at " + own);
            Topics.create(own, Duration.ofSeconds(30));
            return;
        }
        LocalKafka broker = new LocalKafka(
                checkout,
                settings.state().resolve("data/kafka"),
                settings.kafkaPort(),
                settings.state().resolve("logs/kafka.log"),
                List.of(),
                watching);
        kafka = broker;
        broker.start();
        broker.createTopics();
        say("Kafka serves at " + bootstrapServers());
    }

    private void startPostgres(Guardian watching) {
        String own = ownServer("DATABASE_URL");
        if (own != null) {
            say("PostgreSQL: yours at " + own);
        } else {
            LocalPostgres database = new LocalPostgres(
                    checkout,
                    settings.state().resolve("data/postgres"),
                    settings.postgresPort(),
                    secrets.databasePassword(),
                    LocalPostgres.Durability.DISK,
                    settings.state().resolve("logs/postgres.log"),
                    watching);
            postgres = database;
            database.start();
        }
        LocalPostgres.createDatabases(databaseUrl(), databaseUser(), databasePassword());
        if (own == null) {
            say("PostgreSQL serves at 127.0.0.1:" + settings.postgresPort());
        }
    }

    private @Nullable String ownServer(String variable) {
        String value = settings.environment().getOrDefault(variable, "");
        return value.isBlank() ? null : value;
    }

    private static <T> T ours(@Nullable T server, String name) {
        if (server == null) {
            throw new LocalFailure(name + " is not ours or not up");
        }
        return server;
    }

    private void requireDisk() {
        try {
            long free = Files.getFileStore(settings.state()).getUsableSpace();
            if (free < DISK_NEEDED) {
                throw new LocalFailure("only %d MB are free where %s lies; Aegis needs 500: make room"
                        .formatted(free >> 20, settings.state()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requirePorts() {
        for (Service service : Service.values()) {
            Ports.requireFree(port(service), service.id(), "AEGIS_PORT_BASE");
        }
        if (ownServer("KAFKA_BOOTSTRAP_SERVERS") == null) {
            Ports.requireFree(settings.kafkaPort(), "Kafka", "AEGIS_KAFKA_PORT");
            Ports.requireFree(settings.kafkaPort() + 1, "Kafka's controller", "AEGIS_KAFKA_PORT");
        }
        if (ownServer("DATABASE_URL") == null) {
            Ports.requireFree(settings.postgresPort(), "PostgreSQL", "AEGIS_POSTGRES_PORT");
        }
    }

    private void takeLock() {
        try {
            makeFolder(settings.state().resolve("run"));
            Path file = RunFile.lock(settings.state());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw alreadyUp();
            }
            lock = channel;
        } catch (OverlappingFileLockException e) {
            throw alreadyUp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LocalFailure alreadyUp() {
        return new LocalFailure("Aegis is already up over %s: ./aegis status shows it, ./aegis down stops it"
                .formatted(settings.state()));
    }

    private void releaseLock() {
        try {
            if (lock != null) {
                Files.deleteIfExists(RunFile.in(settings.state()));
                lock.close();
                lock = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path makeFolder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(String line) {
        settings.progress().accept(line);
    }

    private synchronized void supervise() {
        if (settings.supervision() == Supervision.LEAVE || (supervisor != null && supervisor.isAlive())) {
            return;
        }
        Thread thread = new Thread(this::watchAndRestart, "supervisor");
        thread.setDaemon(true);
        supervisor = thread;
        thread.start();
    }

    /** Written down for {@code status}, which is another process. */
    private synchronized void record() {
        Map<String, String> lines = new HashMap<>();
        services.forEach(
                (service, process) -> lines.put(service.id(), process.child().pid() + " " + url(service)));
        lines.put("kafka", (kafka == null ? 0 : kafka.pid()) + " " + bootstrapServers());
        lines.put(
                "postgres",
                (postgres == null ? 0 : postgres.pid()) + " " + databaseUrl().replaceFirst("^jdbc:postgresql://", ""));
        RunFile.write(settings.state(), lines);
    }

    private void watchAndRestart() {
        Map<String, Backoff> backoffs = new HashMap<>();
        long renewed = System.nanoTime();
        while (!stopping) {
            LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
            if (System.nanoTime() - renewed > IDENTITIES_RENEWED.toNanos()) {
                renewed = System.nanoTime();
                secrets.renewIdentities();
            }
            synchronized (this) {
                if (stopping) {
                    return;
                }
                for (Service service : EnumSet.copyOf(wanted)) {
                    ServiceProcess process = services.get(service);
                    if (process != null) {
                        revive(
                                service.id(),
                                process.child().alive(),
                                process.ending(),
                                backoffs,
                                () -> launch(service));
                    }
                }
                LocalKafka broker = kafka;
                if (broker != null) {
                    revive("kafka", broker.alive(), "", backoffs, broker::start);
                }
                LocalPostgres database = postgres;
                if (database != null) {
                    revive("postgres", database.alive(), "", backoffs, database::start);
                }
            }
        }
    }

    private void revive(String name, boolean alive, String ending, Map<String, Backoff> backoffs, Runnable start) {
        Backoff backoff = backoffs.computeIfAbsent(name, none -> new Backoff());
        if (backoff.due(
                alive,
                System.nanoTime(),
                delay -> say("%s ended%s; starting it again in %d s".formatted(name, ending, delay.toSeconds())))) {
            try {
                start.run();
                record();
                say("%s was started again".formatted(name));
            } catch (LocalFailure e) {
                say("%s: %s".formatted(name, e.getMessage()));
            }
        }
    }
}
