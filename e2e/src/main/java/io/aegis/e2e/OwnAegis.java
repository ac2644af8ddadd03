package io.aegis.e2e;

import io.aegis.local.Checkout;
import io.aegis.local.LocalSystem;
import io.aegis.local.LocalSystem.Settings;
import io.aegis.local.LocalSystem.Supervision;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An Aegis of one run's own, on free ports, with servers of its own, in a folder that goes with it. */
public record OwnAegis(LocalSystem system, Path folder) {
    /** What the services' JVMs are started with, when it is not what {@code up} chooses. */
    public static final String JVM_FLAGS = "AEGIS_JVM_FLAGS";

    /**
     * @param what the run is called in the folder's name
     * @param environment of the services, from the folder
     */
    public static OwnAegis in(Checkout checkout, String what, Function<Path, Map<String, String>> environment)
            throws IOException {
        Path folder = Files.createTempDirectory(
                Files.createDirectories(checkout.root().resolve(".aegis")), what + "-");
        Map<String, String> all = new HashMap<>(Map.of("AEGIS_PROVIDER", "built-in"));
        String flags = System.getenv(JVM_FLAGS);
        if (flags != null) {
            all.put(JVM_FLAGS, flags);
        }
        all.putAll(environment.apply(folder));
        return new OwnAegis(new LocalSystem(checkout, Settings.onFreePorts(folder, all, Supervision.LEAVE)), folder);
    }

    /** Stops it and deletes the folder. */
    public void end() {
        system.stop();
        delete(folder);
    }

    /** The same, at once: nobody needs what the services would still write. */
    public void endAtOnce() {
        system.stopAtOnce();
        delete(folder);
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("aegis: %s stays: %s".formatted(folder, e));
        }
    }
}
