package io.aegis.local;

import io.aegis.local.LocalSystem.Running;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Stream;

/** What runs over a state folder, for other processes to read: {@code name=pid address}, and the launcher's pid. */
final class RunFile {
    private static final String LAUNCHER = "launcher";

    private RunFile() {}

    static Path in(Path state) {
        return state.resolve("run/processes.properties");
    }

    static void write(Path state, Map<String, String> lines) {
        Properties properties = new Properties();
        properties.putAll(lines);
        properties.setProperty(LAUNCHER, String.valueOf(ProcessHandle.current().pid()));
        Path file = in(state);
        Path unfinished = file.resolveSibling("processes.new");
        try {
            try (Writer writer = Files.newBufferedWriter(unfinished)) {
                properties.store(writer, null);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Held by the launcher while it lives, however it ends. */
    static Path lock(Path state) {
        return state.resolve("run/lock");
    }

    /** The pid of the process that started the others; empty when nobody holds the lock. */
    static OptionalLong launcher(Path state) {
        if (!Files.exists(lock(state))) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(lock(state), StandardOpenOption.WRITE);
                FileLock mine = channel.tryLock()) {
            return mine != null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(read(state).getProperty(LAUNCHER, "0")));
        } catch (OverlappingFileLockException inThisVeryProcess) {
            return OptionalLong.of(ProcessHandle.current().pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Services in the order of their ports, then broker and database; empty when nothing was started. */
    static List<Running> running(Path state) {
        Properties lines = read(state);
        List<String> names = new ArrayList<>(
                Stream.concat(Arrays.stream(Service.values()).map(Service::id), Stream.of("kafka", "postgres"))
                        .filter(lines::containsKey)
                        .toList());
        return names.parallelStream()
                .map(name -> {
                    String[] parts = lines.getProperty(name).split(" ", 2);
                    return look(name, Long.parseLong(parts[0]), parts[1]);
                })
                .toList();
    }

    private static Running look(String name, long pid, String address) {
        if (pid == 0) {
            return new Running(name, address, "yours", 0, 0);
        }
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
            return new Running(name, address, "down", pid, 0);
        }
        return switch (name) {
            case "kafka" -> new Running(name, address, "running", pid, Memory.resident(pid));
            case "postgres" -> new Running(name, address, "running", pid, Memory.residentTree(pid));
            default ->
                new Running(
                        name, address, Health.of(address).ready() ? "ready" : "not ready", pid, Memory.resident(pid));
        };
    }

    private static Properties read(Path state) {
        Properties lines = new Properties();
        if (Files.exists(in(state))) {
            try (Reader reader = Files.newBufferedReader(in(state))) {
                lines.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lines;
    }
}
