package io.aegis.e2e.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A few customers and two days, through all seven services, with a playbook of the team's own. */
class SimulateIT {
    private static final String OWN = """
            id: hello
            title: A word to every newcomer
            trigger:
              after: trial_started
              delay: PT2H
              lapses-after: P1D
            cooldown: forever
            hold-out: 50
            goal:
              fact: first_api_call_made
              within: P2D
            messages:
              hello: |
                Hi {customer.name|there}, welcome.
            """;

    @TempDir
    private Path folder;

    @Test
    void daysPassInSecondsAndTheReportSaysWhatPlaybooksDid() throws IOException {
        Files.writeString(folder.resolve("hello.yaml"), OWN);
        Path json = folder.resolve("report.json");

        int status = new CommandLine(new Simulate())
                .execute(
                        "--customers",
                        "12",
                        "--days",
                        "2",
                        "--seed",
                        "1",
                        "--playbooks",
                        folder.toString(),
                        "--json",
                        json.toString());

        assertThat(status).isZero();
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.get("faults")).isEmpty();
        assertThat(report.at("/people/known").asInt()).isEqualTo(12);
        assertThat(report.at("/facts/trial_started").asInt()).isEqualTo(7);
        assertThat(List.of(
                        report.at("/playbooks/hello/raised").asInt(),
                        report.at("/playbooks/hello/heldOut").asInt()))
                .isEqualTo(List.of(4, 3));
        assertThat(report.at("/playbooks/onboarding-check-in/raised").asInt()).isEqualTo(5);
        assertThat(report.at("/approvals/key.issue/released").asInt()).isEqualTo(7);
        // How much is asked for depends on when health was judged; what that costs people and the model does not.
        JsonNode effort = report.get("effort");
        double minutes = 3.0 * effort.get("decisions").asInt()
                + 10.0 * effort.get("handoffs").asInt()
                + 15.0 * effort.get("tickets").asInt();
        int turns = report.at("/people/turns").asInt();
        assertThat(turns).isGreaterThanOrEqualTo(12);
        assertThat(effort.get("minutes").asDouble()).isEqualTo(minutes);
        assertThat(effort.get("euro").asDouble()).isCloseTo(0.75 * minutes + 0.02 * turns, within(1e-9));
    }
}
