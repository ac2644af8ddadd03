package io.aegis.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** A checkout of Aegis: where built things lie. Nothing here exists before the modules are built. */
public record Checkout(Path root) {

    public Checkout {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * The checkout around the working directory.
     *
     * @throws LocalFailure when the working directory is in none
     */
    public static Checkout find() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("deploy/local/pom.xml")) && Files.exists(folder.resolve("pom.xml"))) {
                return new Checkout(folder);
            }
        }
        throw new LocalFailure("%s is not inside a checkout of Aegis".formatted(start));
    }

    Path target() {
        return root.resolve("deploy/local/target");
    }

    Path kafkaLibraries() {
        return built(target().resolve("kafka"));
    }

    Path postgresArchive() {
        return built(target().resolve("postgres/binaries.jar"));
    }

    private static Path built(Path path) {
        if (!Files.exists(path)) {
            throw new LocalFailure(
                    "%s is missing: build it with ./aegis up, or mvn install in deploy/local".formatted(path));
        }
        return path;
    }
}
