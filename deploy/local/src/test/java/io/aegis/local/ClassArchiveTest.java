package io.aegis.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    /** Above what Linux and macOS give to processes. */
    private static final long NOBODY = 999_999_999;

    @TempDir
    private Path folder;

    @Test
    void what_a_killed_start_left_behind_is_removed_and_what_others_make_is_not() throws IOException {
        Path jar = Files.createFile(folder.resolve("state.jar"));
        Files.createFile(folder.resolve("state-24.jsa.%d.new".formatted(NOBODY)));
        Path others = Files.createFile(folder.resolve(
                "state-25.jsa.%d.new".formatted(ProcessHandle.current().pid())));
        Path archive = Files.createFile(folder.resolve("state-24.jsa"));

        new ClassArchive(folder, "state", jar);

        assertThat(folder.toFile().listFiles())
                .containsExactlyInAnyOrder(jar.toFile(), others.toFile(), archive.toFile());
    }
}
