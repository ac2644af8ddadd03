package io.aegis.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JVM's classes, parsed and verified, in a file that later starts map instead of working it out again (AppCDS): half
 * of a start. The first run that ends in order writes it; a newer jar or another JDK means a new one.
 */
final class ClassArchive {
    private static final Pattern IN_THE_MAKING = Pattern.compile(".*\\.jsa\\.(\\d{1,18})\\.new");

    private final Path archive;
    private final @Nullable Path inTheMaking;

    /** @param newest the archive is stale when it is older than this file */
    ClassArchive(Path folder, String name, Path newest) {
        archive = folder.resolve("%s-%s.jsa".formatted(name, Runtime.version()));
        try {
            Files.createDirectories(folder);
            removeLeftBehind(folder);
            boolean fresh = Files.exists(archive)
                    && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(newest)) > 0;
            inTheMaking = fresh
                    ? null
                    : archive.resolveSibling("%s.%d.new"
                            .formatted(
                                    archive.getFileName(),
                                    ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was in the making when the process that waited for it was killed. */
    private static void removeLeftBehind(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jsa.*.new")) {
            for (Path file : files) {
                Matcher made = IN_THE_MAKING.matcher(file.getFileName().toString());
                if (made.matches()
                        && ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    List<String> flags() {
        String use =
                inTheMaking == null ? "-XX:SharedArchiveFile=" + archive : "-XX:ArchiveClassesAtExit=" + inTheMaking;
        return List.of(use, "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    boolean writesAtExit() {
        return inTheMaking != null;
    }

    /** Call once the JVM has ended in order, so that its archive is whole. */
    void adopt() {
        if (inTheMaking == null || !Files.exists(inTheMaking)) {
            return;
        }
        try {
            Files.move(inTheMaking, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
