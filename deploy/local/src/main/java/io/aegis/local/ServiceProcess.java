package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One service in its own JVM. */
final class ServiceProcess {
    private static final long LOG_LIMIT = 20L << 20;
    /** Lines of a log in which a failed start tells all of its causes. */
    private static final int STACK_TRACE = 200;

    private static final String CAUSE = "Caused by: ";

    private final Service service;
    private final String url;
    private final Child child;
    private final ClassArchive archive;

    private ServiceProcess(Service service, String url, Child child, ClassArchive archive) {
        this.service = service;
        this.url = url;
        this.child = child;
        this.archive = archive;
    }

    /** @throws LocalFailure when the service is not built */
    static ServiceProcess start(LocalSystem system, Checkout checkout, Service service, Guardian guardian) {
        Path jar = jar(checkout, service);
        Map<String, String> environment = system.environmentOf(service);
        ClassArchive archive = new ClassArchive(jar.resolveSibling("class-archive"), service.id(), jar);
        List<String> command =
                new ArrayList<>(List.of(Child.java(), "-XX:+UseSerialGC", "-Xmx192m", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(Arrays.stream(environment
                        .getOrDefault("AEGIS_JVM_FLAGS", "-XX:TieredStopAtLevel=1")
                        .split(" "))
                .filter(flag -> !flag.isBlank())
                .toList());
        command.addAll(archive.flags());
        command.addAll(List.of("-jar", jar.toString()));
        Path log = system.log(service);
        rotate(log);
        Child child = Child.start(service.id(), command, environment, log, guardian);
        return new ServiceProcess(service, system.url(service), child, archive);
    }

    Child child() {
        return child;
    }

    Health health() {
        return Health.of(url);
    }

    boolean writesArchiveAtExit() {
        return archive.writesAtExit();
    }

    /** How it ended, for a message; empty while it lives. */
    String ending() {
        return child.alive() ? "" : " (exit code %d)".formatted(child.exitCode());
    }

    String lastWords() {
        return why(Child.lastLines(child.log(), STACK_TRACE));
    }

    /** What the end of a log says to somebody who does not read stack traces: the last cause, or else its last lines. */
    static String why(List<String> lines) {
        if (lines.stream().anyMatch(line -> line.contains("FlywayValidateException"))) {
            return "its tables are of another version of Aegis; start that one, or ./aegis reset --yes deletes all data";
        }
        return lines.reversed().stream()
                .filter(line -> line.startsWith(CAUSE))
                .findFirst()
                .map(line -> line.substring(CAUSE.length()))
                .orElseGet(() -> String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size())));
    }

    void stop() {
        if (child.alive() && child.stop(Duration.ofSeconds(60))) {
            archive.adopt();
        }
    }

    /**
     * Quarkus' flat layout, whose classes an archive can hold; its default layout works too and starts slower.
     *
     * @throws LocalFailure when the service is not built
     */
    static Path jar(Checkout checkout, Service service) {
        Path target = checkout.root().resolve(service.id() + "-service/target");
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> runners = Files.newDirectoryStream(target, "*-runner.jar")) {
                for (Path runner : runners) {
                    return runner;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Path standard = target.resolve("quarkus-app/quarkus-run.jar");
        if (Files.exists(standard)) {
            return standard;
        }
        throw new LocalFailure("%s-service is not built: ./aegis up builds what is missing".formatted(service.id()));
    }

    private static void rotate(Path log) {
        try {
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
