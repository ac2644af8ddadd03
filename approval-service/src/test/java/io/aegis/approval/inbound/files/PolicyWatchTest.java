package io.aegis.approval.inbound.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.approval.ApprovalConfig;
import io.aegis.approval.application.Policies;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class PolicyWatchTest {
    private static final String POLICY = """
            name: from a file
            rules:
              - name: mails
                actions: [mail.send]
                verdict: %s
                reason: The file says so.
            """;

    @Inject
    Policies policies;

    @AfterEach
    void asItWas() {
        policies.activate(Policies.PACKAGED, "test", "The test is over.");
    }

    @Test
    void a_changed_file_is_in_force_and_one_that_makes_no_sense_changes_nothing() throws IOException {
        PolicyWatch watch = new PolicyWatch(policies, new Nowhere());
        Path file = Files.createTempDirectory("policy").resolve("policy.yaml");

        watch.look(file);
        assertThat(version()).isEqualTo(ActionCatalogue.packaged().version());
        String hold = put(watch, file, POLICY.formatted("hold"));
        assertThat(put(watch, file, POLICY.formatted("perhaps"))).isEqualTo(hold);
        String deny = put(watch, file, POLICY.formatted("deny"));

        assertThat(deny).isNotEqualTo(hold);
        assertThat(policies.find(hold))
                .hasValueSatisfying(kept -> assertThat(kept.by()).isEqualTo("file"));

        policies.activate(hold, "root", "Back to the one before.");
        watch.look(file);
        assertThat(version()).as("the file has not changed").isEqualTo(hold);
    }

    private String put(PolicyWatch watch, Path file, String text) throws IOException {
        Files.writeString(file, text);
        watch.look(file);
        return version();
    }

    private String version() {
        return policies.inForce().policy().version();
    }

    private record Nowhere() implements ApprovalConfig {
        @Override
        public Duration sealEvery() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Path releaseKeys() {
            return Path.of("none");
        }

        @Override
        public Optional<Path> policy() {
            return Optional.empty();
        }
    }
}
