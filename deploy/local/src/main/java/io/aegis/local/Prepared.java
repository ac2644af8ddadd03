package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are costly to make, made once per build and then copied or read by every process. */
final class Prepared {
    private Prepared() {}

    interface Maker {
        void fill(Path folder) throws IOException;
    }

    /** The folder, filled by the first who needs it; others wait. A half-filled folder is never seen. */
    static synchronized Path once(Path folder, Maker maker) {
        Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".new");
        try {
            if (Files.exists(folder)) {
                return folder;
            }
            Files.createDirectories(folder.getParent());
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid() && !Files.exists(folder)) {
                    delete(unfinished);
                    Files.createDirectories(unfinished);
                    maker.fill(unfinished);
                    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder with owners and modes; {@code to} must not exist. */
    static void copy(Path from, Path to) {
        Child.run("copying " + from, List.of("cp", "-a", from.toString(), to.toString()), Duration.ofMinutes(2));
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
