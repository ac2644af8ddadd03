package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of ours, in a session of its own: Ctrl-C, which a terminal sends to the whole group, must not reach it,
 * because the launcher decides the order in which things stop. Output goes to the end of its log.
 */
final class Child {
    private static final String OWN_SESSION = """
            command -v setsid >/dev/null && exec setsid "$@"
            command -v perl >/dev/null && exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV' "$@"
            trap '' INT HUP
            exec "$@"
            """;

    private final String name;
    private final Process process;
    private final Guardian guardian;
    private final Path log;

    private Child(String name, Process process, Guardian guardian, Path log) {
        this.name = name;
        this.process = process;
        this.guardian = guardian;
        this.log = log;
    }

    static Child start(
            String name, List<String> command, Map<String, String> environment, Path log, Guardian guardian) {
        Process process = begin(name, command, environment, log);
        guardian.watch(process.pid());
        return new Child(name, process, guardian, log);
    }

    /** A process that outlives this JVM. */
    static Process detached(String name, List<String> command, Path log) {
        return begin(name, command, Map.of(), log);
    }

    private static Process begin(String name, List<String> command, Map<String, String> environment, Path log) {
        List<String> whole = new ArrayList<>(List.of("/bin/sh", "-c", OWN_SESSION, name));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs a command to its end. @throws LocalFailure when it says other than 0, with the end of what it printed */
    static void run(String what, List<String> command, Duration limit) {
        try {
            Path output = Files.createTempFile("aegis-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new LocalFailure("%s took longer than %d s".formatted(what, limit.toSeconds()));
                }
                if (process.exitValue() != 0) {
                    throw new LocalFailure("%s failed: %s".formatted(what, lastWords(output, 5)));
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure(what + " was interrupted", e);
        }
    }

    static String lastWords(Path file, int lines) {
        return String.join(" | ", lastLines(file, lines));
    }

    static List<String> lastLines(Path file, int count) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<String> lines = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    boolean alive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    Process process() {
        return process;
    }

    /** Asks it to stop and waits; kills it after the limit. @return whether it stopped by itself */
    boolean stop(Duration limit) {
        process.destroy();
        return awaitEnd(limit);
    }

    /** Waits for its end; kills it after the limit. @return whether it stopped by itself */
    boolean awaitEnd(Duration limit) {
        boolean gone = await(limit);
        if (!gone) {
            kill9();
        }
        guardian.forget(process.pid());
        return gone;
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill9() {
        process.destroyForcibly();
        await(Duration.ofSeconds(30));
        guardian.forget(process.pid());
    }

    private boolean await(Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
