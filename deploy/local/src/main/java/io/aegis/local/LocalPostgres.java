package io.aegis.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL in its own processes, on 127.0.0.1 only, one superuser {@code aegis} with a password (scram). The data
 * stay in {@code folder}.
 */
public final class LocalPostgres {
    /** A commit waits for the disk, or does not: enough for tests, since the operating system survives their faults. */
    enum Durability {
        DISK,
        MEMORY
    }

    public static final String USER = "aegis";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path binaries;
    private final Path home;
    private final Account account;
    private final int port;
    private final String password;
    private final Durability durability;
    private final Guardian guardian;
    private final Path log;
    private @Nullable Child child;

    LocalPostgres(
            Checkout checkout,
            Path folder,
            int port,
            String password,
            Durability durability,
            Path log,
            Guardian guardian) {
        binaries = Prepared.once(
                checkout.target().resolve("postgres/unpacked"), target -> unpack(checkout.postgresArchive(), target));
        home = folder.toAbsolutePath().normalize();
        makeFolder(home);
        account = Account.reaching(binaries, home);
        this.port = port;
        this.password = password;
        this.durability = durability;
        this.log = log;
        this.guardian = guardian;
    }

    public int port() {
        return port;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port;
    }

    public String jdbcUrl(String database) {
        return jdbcUrl() + "/" + database;
    }

    public String password() {
        return password;
    }

    /** Of the postmaster; 0 before the first start. */
    public long pid() {
        return recordedPid();
    }

    public boolean alive() {
        return child != null && child.alive();
    }

    /**
     * Starts it, after initdb when there are no data yet, and waits until it takes connections. After a kill -9 this
     * waits for the last of the old backends to leave.
     */
    public void start() {
        Path data = home.resolve("data");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(data);
        }
        Instant end = Instant.now().plus(START_LIMIT);
        do {
            Child launched = launch();
            child = launched;
            if (answers(launched, end)) {
                return;
            }
        } while (Instant.now().isBefore(end));
        stop();
        throw new LocalFailure("PostgreSQL does not start: " + Child.lastWords(log, 3));
    }

    /** Closes the connections, writes a checkpoint and waits for the end. */
    public void stop() {
        Child running = child;
        if (running == null || !running.alive()) {
            return;
        }
        List<String> fastShutdown = List.of("kill", "-INT", String.valueOf(recordedPid()));
        try {
            Child.run("stopping PostgreSQL", fastShutdown, Duration.ofSeconds(10));
        } catch (LocalFailure e) {
            if (running.alive()) {
                running.stop(Duration.ofSeconds(10));
            }
        }
        running.awaitEnd(Duration.ofSeconds(60));
    }

    /** SIGKILL to the postmaster, as a power cut for its clients; waits until it is gone. */
    public void kill9() {
        if (child != null) {
            ProcessHandle.of(recordedPid()).ifPresent(ProcessHandle::destroyForcibly);
            child.kill9();
        }
    }

    /** Creates those of the databases that are missing on any server, ours or the user's own. */
    static void createDatabases(String jdbcUrl, String user, String password) {
        try (Connection connection = connect(jdbcUrl, user, password);
                Statement statement = connection.createStatement()) {
            Set<String> existing = new HashSet<>();
            try (ResultSet rows = statement.executeQuery("select datname from pg_database")) {
                while (rows.next()) {
                    existing.add(rows.getString(1));
                }
            }
            for (Service service : Service.values()) {
                if (!existing.contains(service.database())) {
                    statement.execute("create database " + service.database());
                }
            }
        } catch (SQLException e) {
            throw new LocalFailure("PostgreSQL at %s: %s".formatted(jdbcUrl, e.getMessage()), e);
        }
    }

    /**
     * A stopped data folder with the databases in it, to be copied for tests. Lies beside the binaries with its
     * password.
     */
    static Path template(Checkout checkout) {
        return Prepared.once(checkout.target().resolve("postgres/template"), folder -> {
            String password = LocalSecrets.in(folder.resolve("secrets")).databasePassword();
            try (Guardian guardian = new Guardian()) {
                LocalPostgres postgres = new LocalPostgres(
                        checkout,
                        folder.resolve("postgres"),
                        Ports.neighbours(1),
                        password,
                        Durability.MEMORY,
                        folder.resolve("template.log"),
                        guardian);
                postgres.start();
                createDatabases(postgres.jdbcUrl(), USER, password);
                postgres.stop();
            }
        });
    }

    private static Connection connect(String jdbcUrl, String user, String password) throws SQLException {
        return DriverManager.getConnection(jdbcUrl + "/postgres?connectTimeout=5", user, password);
    }

    private void initialise(Path data) {
        Prepared.delete(data);
        Path secret = home.resolve("password");
        try {
            Files.writeString(secret, password);
            try {
                Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
                if (account.user() != null) {
                    Files.setOwner(secret, Files.getOwner(home));
                }
                run(
                        "initdb",
                        "-D",
                        data.toString(),
                        "-U",
                        USER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + secret,
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-sync");
            } finally {
                Files.deleteIfExists(secret);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Child launch() {
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve("bin/postgres").toString(),
                "-D",
                home.resolve("data").toString()));
        List<String> settings = new ArrayList<>(List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=300",
                "log_min_messages=warning"));
        if (Files.isDirectory(Path.of("/proc/self"))) {
            settings.add("recovery_init_sync_method=syncfs");
        }
        if (durability == Durability.MEMORY) {
            settings.add("fsync=off");
        }
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        return Child.start("postgres", account.command(command), Map.of(), log, guardian);
    }

    /** Whether it took a connection; false when it gave up, for example over backends of a killed one. */
    private boolean answers(Child launched, Instant end) {
        while (Instant.now().isBefore(end) && launched.alive()) {
            try (Connection connection = connect(jdbcUrl(), USER, password)) {
                return connection.isValid(5);
            } catch (SQLException e) {
                if ("28P01".equals(e.getSQLState())) {
                    stop();
                    throw new LocalFailure(
                            "the data in %s belong to another database-password: restore it in the secrets folder, or ./aegis reset"
                                    .formatted(home),
                            e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return false;
    }

    private long recordedPid() {
        try {
            List<String> lines = Files.readAllLines(home.resolve("data/postmaster.pid"));
            return lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
        } catch (IOException | NumberFormatException notYet) {
            return 0;
        }
    }

    private void run(String tool, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(binaries.resolve("bin/" + tool).toString()));
        command.addAll(List.of(arguments));
        Child.run(tool, account.command(command), START_LIMIT);
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(Path jar, Path target) throws IOException {
        try (JarInputStream entries = new JarInputStream(new BufferedInputStream(Files.newInputStream(jar)))) {
            for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    untar(new XZInputStream(entries), target);
                    return;
                }
            }
        }
        throw new LocalFailure(jar + " holds no PostgreSQL binaries");
    }

    private static void untar(InputStream stream, Path target) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(stream, StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = target.resolve(entry.getName()).normalize();
            if (!path.startsWith(target)) {
                throw new LocalFailure("a PostgreSQL archive with a path outside of itself: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(path.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.copy(tar, path);
                Set<PosixFilePermission> mode = EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
                if ((entry.getMode() & 0100) != 0) {
                    mode.addAll(PosixFilePermissions.fromString("--x--x--x"));
                }
                Files.setPosixFilePermissions(path, mode);
            }
        }
    }
}
