package io.aegis.approval.inbound.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aegis.approval.application.Audit;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Hindsight;
import io.aegis.approval.domain.Proposals;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.aegis.contracts.Topics;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.aegis.local.testing.Peer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ./aegis replay} over the API of the gate, and of something that answers as an agent does. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
class ReplayCommandTest {
    @TestHTTPResource
    URI service;

    @Inject
    Audit audit;

    @Inject
    Clock clock;

    private Path folder = Path.of("target");

    private final CustomerId customer = new CustomerId("replayed-" + UUID.randomUUID());

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory(Path.of("target"), "replay");
    }

    @Test
    void another_policy_shows_what_it_would_have_held_and_changes_nothing() throws IOException {
        ProposedAction trial = Proposals.of(
                "action-" + UUID.randomUUID(), customer.value(), "trial.create", "{\"days\":7}", Tier.NONE);
        try (Peer peer = new Peer(LocalPlatform.shared().bootstrapServers())) {
            peer.send(Topics.PROPOSED, "query", trial.id().value(), new ActionProposed(trial));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> records() == 1);
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                name: careful
                rules:
                  - name: no-trial-alone
                    actions: [trial.create]
                    verdict: hold
                    reason: Somebody looks at each.
                """);
        Path json = folder.resolve("replay.json");

        Ran ran = run("--policy", policy.toString(), "--json", json.toString());

        assertThat(ran.status).isZero();
        assertThat(ran.out).contains("would be held:").contains(trial.id().value());
        Hindsight hindsight =
                Json.read(Files.readAllBytes(json), ReplayCommand.Replays.class).policy();
        assertThat(hindsight).isNotNull();
        assertThat(hindsight.newHolds())
                .filteredOn(difference -> difference.action().equals(trial.id()))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.was()).isEqualTo("release");
                    assertThat(difference.now()).isEqualTo("hold");
                    assertThat(difference.rule()).isEqualTo("no-trial-alone");
                });
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void another_model_shows_the_turns_in_which_actions_differ() throws IOException {
        HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/api/runs/replay", exchange -> {
            byte[] turns = """
                    [{"run":"t1","customer":"acme","intent":"discount","model":"gemini","version":"p1","otherVersion":"s1",
                      "verdict":"differs","recorded":[{"type":"discount.apply","arguments":{"percent":20}}],"replayed":[],
                      "stopped":null},
                     {"run":"t2","customer":"acme","intent":"get_started","model":"gemini","version":"p1","otherVersion":"s1",
                      "verdict":"same","recorded":[],"replayed":[]}]
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, turns.length);
            exchange.getResponseBody().write(turns);
            exchange.close();
        });
        agent.start();
        try {
            Ran ran = run(
                    "--model",
                    "offline",
                    "--agents",
                    "http://localhost:" + agent.getAddress().getPort());

            assertThat(ran.status).isZero();
            assertThat(ran.out)
                    .contains("model offline over 2 turns: 1 the same, 1 differ, 0 cannot be told")
                    .contains("then discount.apply{\"percent\":20}")
                    .contains("now  nothing")
                    .doesNotContain("t2");
        } finally {
            agent.stop(0);
        }
    }

    @Test
    void a_policy_with_a_mistake_is_told_with_its_line() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "name: x\nrulez: []\n");

        assertThat(run("--policy", policy.toString()).status).isEqualTo(1);
        assertThat(run().status).isEqualTo(1);
    }

    private long records() {
        return audit.verify(customer, null) instanceof AuditChain.Verification.Intact intact ? intact.records() : -1;
    }

    private record Ran(int status, String out) {}

    private Ran run(String... arguments) {
        StringWriter text = new StringWriter();
        List<String> all = new ArrayList<>(List.of(
                "replay",
                "--from",
                clock.instant().minusSeconds(3600).toString(),
                "--to",
                clock.instant().plusSeconds(60).toString(),
                "--gate",
                service.toString().replaceAll("/$", ""),
                "--token",
                Tokens.mint(LocalPlatform.shared().secrets(), "olga", Set.of("auditor"), null)));
        all.addAll(List.of(arguments));
        int status = ReplayCommand.commandLine(new PrintWriter(text, true)).execute(all.toArray(String[]::new));
        return new Ran(status, text.toString());
    }
}
