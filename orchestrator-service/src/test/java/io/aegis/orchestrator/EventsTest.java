package io.aegis.orchestrator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnReport;
import io.aegis.local.Tokens;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Each step of a turn as an event of its own type. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class EventsTest {
    private static final ActionId ACTION = new ActionId("a-1");
    private static final Step LOOKED = new Step(Step.Kind.LOOKED_AT, "your account", null);
    private static final Step WAITS = new Step(Step.Kind.WAITING, "Give 25 % off", ACTION);
    private static final Step DID = new Step(Step.Kind.DID, "25 % off for 3 months", ACTION);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Test
    void every_step_comes_once_by_its_type_and_a_reconnect_goes_on_behind_the_last() {
        Talk talk = Talk.open("typed-events");
        Stream first = new Stream(talk, "0");
        try (first) {
            talk.say("k1", "give me 25 percent off");
            first.await("thinking");
            IntentRouted routed = talk.routed(1).getFirst();
            Kafka.send(
                    Topics.REPLIES,
                    new TurnReport.Progressed(
                            routed.turn(), routed.conversation(), routed.customer(), List.of(LOOKED, WAITS)));
            first.await("action");
            talk.answered(routed, "That needs approval.", List.of(LOOKED, WAITS), false);
            first.await("reply");
        }
        IntentRouted routed = talk.routed(1).getFirst();
        String turn = "\"turn\":\"" + routed.turn() + "\"";

        assertThat(first.typed())
                .containsExactly(
                        "thinking {\"revision\":1," + turn + "}",
                        "tool {\"revision\":2," + turn + ",\"step\":0,\"text\":\"your account\"}",
                        "action {\"revision\":2," + turn + ",\"step\":1,\"action\":\"a-1\",\"text\":\"Give 25 % off\"}",
                        "held {\"revision\":3," + turn + ",\"step\":1,\"action\":\"a-1\",\"text\":\"Give 25 % off\"}",
                        "reply {\"revision\":3," + turn + ",\"text\":\"That needs approval.\"}");

        Stream second = new Stream(talk, first.lastId());
        try (second) {
            talk.answered(routed, "You have it.", List.of(LOOKED, DID), true);
            second.await("reply");
            Talk.staff()
                    .body(Map.of("reason", "personal"))
                    .post(talk.path() + "/handoff/take")
                    .then()
                    .statusCode(200);
            second.await("handed_over");
            Talk.staff()
                    .body(Map.of("summary", "All is well."))
                    .post(talk.path() + "/handoff/give-back")
                    .then()
                    .statusCode(200);
            second.await("given_back");
            talk.cancel(talk.say("k2", "I need a production key"));
            second.await("cancelled");
        }

        assertThat(second.typed())
                .startsWith(
                        "done {\"revision\":4," + turn
                                + ",\"step\":1,\"action\":\"a-1\",\"outcome\":\"did\",\"text\":\"25 % off for 3 months\"}",
                        "reply {\"revision\":4," + turn + ",\"text\":\"You have it.\"}",
                        "handed_over {\"revision\":5,\"role\":\"success-manager\",\"text\":\"A person has this"
                                + " conversation now. Aegis is silent.\"}")
                .anyMatch(event -> event.startsWith("cancelled {\"revision\":8,\"turn\":")
                        && event.endsWith("\"role\":\"customer\"}"));
    }

    @Test
    void what_waited_is_told_as_thought_about_when_an_agent_is_asked() {
        Talk talk = Talk.open("queued-events");
        String second;
        Stream stream = new Stream(talk, "0");
        try (stream) {
            talk.say("k1", "give me 25 percent off");
            second = talk.say("k2", "I need a production key");
            talk.answered(talk.routed(1).getFirst(), "Yours.", List.of(), true);
            talk.routed(2);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> stream.typed().stream()
                                    .filter(event -> event.startsWith("thinking"))
                                    .count()
                            == 2);
        }

        assertThat(stream.typed()).hasSize(3).last().isEqualTo("thinking {\"revision\":4,\"turn\":\"" + second + "\"}");
    }

    @Test
    void a_stream_ends_with_its_reader_s_login() throws Exception {
        Talk talk = Talk.open("ended-stream");
        String password = Talk.with("root", Set.of("admin"), null)
                .body(Map.of("name", "streaming", "roles", List.of("customer"), "customer", talk.customer()))
                .post("/api/users")
                .path("password");
        String token = given().contentType("application/json")
                .body(Map.of("user", "streaming", "password", password))
                .post("/api/login")
                .path("token");
        try (Stream stream = new Stream(talk, "0", token)) {
            talk.say("k1", "give me 25 percent off");
            stream.await("thinking");

            Talk.with("root", Set.of("admin"), null)
                    .delete("/api/users/streaming")
                    .then()
                    .statusCode(204);

            stream.ended.get(10, TimeUnit.SECONDS);
        }
    }

    /** A browser's event source. */
    private final class Stream implements AutoCloseable {
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final HttpClient http = HttpClient.newHttpClient();

        private final CompletableFuture<Void> ended;

        Stream(Talk talk, String lastEvent) {
            this(
                    talk,
                    lastEvent,
                    Tokens.mint(
                            LocalPlatform.shared().secrets(),
                            "user-" + talk.customer(),
                            Set.of("customer"),
                            talk.customer()));
        }

        Stream(Talk talk, String lastEvent, String token) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + port + talk.path() + "/events"))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", lastEvent)
                    .build();
            ended = http.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                    .thenAccept(response -> response.body().forEach(received::add));
        }

        /** Until such an event has come, and the change that it belongs to has come to its end. */
        void await(String type) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        int at = received.lastIndexOf("event:" + type);
                        return at >= 0
                                && received.subList(at, received.size()).stream()
                                        .anyMatch(line -> line.startsWith("id:"));
                    });
        }

        String lastId() {
            return received.stream()
                    .filter(line -> line.startsWith("id:"))
                    .reduce((earlier, later) -> later)
                    .orElseThrow()
                    .substring(3);
        }

        /** The typed events, as name and data. */
        List<String> typed() {
            List<String> typed = new ArrayList<>();
            for (int i = 0; i < received.size(); i++) {
                String line = received.get(i);
                if (line.startsWith("event:") && !line.equals("event:line") && !line.equals("event:turn")) {
                    String data = received.subList(i, Math.min(i + 4, received.size())).stream()
                            .filter(next -> next.startsWith("data:"))
                            .findFirst()
                            .orElse("data:");
                    typed.add(line.substring(6) + " " + data.substring(5));
                }
            }
            return typed;
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
