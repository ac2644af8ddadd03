package io.aegis.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardianTest {
    @TempDir
    Path temporary;

    @Test
    void when_the_pipe_ends_what_is_watched_is_stopped_and_the_folder_removed() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("a folder"));
        Guardian guardian = new Guardian();
        guardian.removeAtEnd(folder);
        Child stubborn = child(guardian, "trap '' TERM; while :; do sleep 0.1; done");
        Child other = child(guardian, "sleep 600");
        Child forgotten = child(guardian, "sleep 600");
        guardian.forget(forgotten.pid());

        guardian.close();

        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(folder));
        assertThat(stubborn.alive()).isFalse();
        assertThat(other.alive()).isFalse();
        assertThat(forgotten.alive()).isTrue();
        forgotten.process().destroyForcibly();
    }

    private Child child(Guardian guardian, String script) {
        return Child.start("test", List.of("/bin/sh", "-c", script), Map.of(), temporary.resolve("log"), guardian);
    }
}
