package io.aegis.e2e.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One replica of the torture service, as a process of its own that dies with this one. */
final class TortureProcess {
    private static final String DIE_AT = "TORTURE_DIE_AT";

    private final Map<String, String> environment;
    private final Path log;
    private Process process;
    private long logged;

    TortureProcess(Path log, Map<String, String> environment) {
        this.log = log;
        this.environment = new HashMap<>(environment);
        this.process = launch();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Whether this life has come so far that it works. */
    boolean up() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) logged, all.length - (int) logged, StandardCharsets.UTF_8)
                    .contains("Installed features");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was told to drop dead in this life. */
    boolean doomed() {
        return environment.containsKey(DIE_AT);
    }

    Path log() {
        return log;
    }

    /** SIGKILL, and a new life. */
    void killAndRestart() {
        kill();
        process = launch();
    }

    /** A new life, without the order to die of the last. */
    void restart() {
        environment.remove(DIE_AT);
        process = launch();
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** This module's own, packaged before its integration tests run. */
    private static Path jar() {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            return built.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("run these tests with mvn verify"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx192m",
                        "-jar",
                        jar().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.getParent());
            logged = Files.exists(log) ? Files.size(log) : 0;
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
