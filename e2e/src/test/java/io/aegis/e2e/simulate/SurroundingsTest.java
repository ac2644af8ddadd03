package io.aegis.e2e.simulate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.local.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {
    @TempDir
    private Path folder;

    @Test
    void whatConfiguresTheRealOneStopsASimulation() {
        Map<String, String> environment =
                Map.of("PATH", "/bin", "AEGIS_MONITOR_WEBHOOK_URL", "https://chat.example", "DATABASE_URL", "jdbc:x");

        assertThatThrownBy(() -> Surroundings.check(environment, folder))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("[AEGIS_MONITOR_WEBHOOK_URL, DATABASE_URL]");
    }

    @Test
    void soDoesAFileThatServicesRead() throws IOException {
        Files.writeString(folder.resolve(".env"), "AEGIS_ONBOARDING_BILLING=stripe");

        assertThatThrownBy(() -> Surroundings.check(Map.of(), folder))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("[.env]");
    }

    @Test
    void theRulesOfContactMayBeTriedOut() {
        assertThatCode(() -> Surroundings.check(Map.of("AEGIS_MONITOR_CONTACT_BUDGET", "1", "HOME", "/root"), folder))
                .doesNotThrowAnyException();
    }
}
