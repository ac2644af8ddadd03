package io.aegis.local.testing;

import io.aegis.local.Checkout;
import io.aegis.local.LocalServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one broker and PostgreSQL of this JVM. Quarkus loads test classes by several class loaders; only the copy of this
 * class in the system class loader starts anything, and it speaks in types of the JDK.
 */
final class SharedServers {
    private static @Nullable Map<String, Supplier<String>> controls;

    private SharedServers() {}

    static synchronized Map<String, Supplier<String>> controls() {
        if (controls == null) {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(SharedServers.class.getClassLoader());
            try {
                controls = start();
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
        return controls;
    }

    private static Map<String, Supplier<String>> start() {
        LocalServers servers;
        try {
            Path folder = Files.createTempDirectory(fastestFolder(), "aegis-test-");
            servers = LocalServers.ephemeral(Checkout.find(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        servers.start();
        Runtime.getRuntime().addShutdownHook(new Thread(servers::close, "stop broker and PostgreSQL"));
        return Map.of(
                "bootstrapServers",
                servers.kafka()::bootstrapServers,
                "jdbcUrl",
                servers.postgres()::jdbcUrl,
                "password",
                servers.postgres()::password,
                "secrets",
                servers.secrets().folder()::toString,
                "restartKafka",
                () -> restart(() -> servers.restartKafka(false)),
                "killKafka",
                () -> restart(() -> servers.restartKafka(true)),
                "restartPostgres",
                () -> restart(() -> servers.restartPostgres(false)),
                "killPostgres",
                () -> restart(() -> servers.restartPostgres(true)));
    }

    /** Memory where there is plenty: a cluster is 3000 files, which take some disks seconds to make. */
    private static Path fastestFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean plenty = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > 4L << 30;
        return plenty ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static String restart(Runnable restart) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(SharedServers.class.getClassLoader());
        try {
            restart.run();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return "";
    }
}
