package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Topics;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A person in place of the agents. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class HandoffTest {
    @Test
    void while_a_person_has_it_no_intent_is_routed_and_what_is_said_stays_between_the_two() {
        Talk talk = Talk.open("to-person");
        take(Talk.staff(), talk, "stuck").then().statusCode(200);

        Response asked = talk.post("k1", "I need a production key");
        Response again = talk.post("k1", "I need a production key");
        write(Talk.staff(), talk, "w1", "Hello, this is Sam.").then().statusCode(200);
        write(Talk.staff(), talk, "w1", "Hello, this is Sam.").then().statusCode(200);
        giveBack(Talk.staff(), talk, "They want a production key for the shop in Graz.")
                .then()
                .statusCode(200);
        talk.say("k2", "upgrade me to pro");

        assertThat(asked.statusCode()).isEqualTo(202);
        assertThat(asked.jsonPath().getString("status")).isEqualTo("for_person");
        assertThat(again.jsonPath().getString("turn"))
                .isEqualTo(asked.jsonPath().getString("turn"));
        List<IntentRouted> routed = talk.routed(1);
        assertThat(routed).singleElement().satisfies(intent -> {
            assertThat(intent.text()).isEqualTo("upgrade me to pro");
            assertThat(intent.memory())
                    .containsExactly(
                            new Utterance(Speaker.AEGIS, "[success manager] took the conversation over: stuck"),
                            new Utterance(Speaker.CUSTOMER, "I need a production key"),
                            new Utterance(Speaker.AEGIS, "[success manager] Hello, this is Sam."),
                            new Utterance(
                                    Speaker.AEGIS,
                                    "[success manager] gave the conversation back: They want a production key for the"
                                            + " shop in Graz."));
        });
    }

    @Test
    void a_customer_sees_the_role_and_the_team_sees_who_it_was() {
        Talk talk = Talk.open("by-role");
        take(Talk.staff(), talk, "personal");
        write(Talk.staff(), talk, "w1", "Hello {{key:key-1}}");
        JsonPath whileTaken = talk.view();
        giveBack(Talk.staff(), talk, "Nothing to add.");

        JsonPath theirs = talk.view();
        JsonPath ours = talk.view(Talk.staff());

        assertThat(whileTaken.getString("handoff.state")).isEqualTo("taken");
        assertThat(whileTaken.getString("handoff.role")).isEqualTo("success-manager");
        assertThat(whileTaken.getMap("handoff")).doesNotContainKeys("by", "reason");
        assertThat(theirs.getString("handoff")).isNull();
        assertThat(theirs.getList("lines.speaker")).containsExactly("taken_over", "person", "given_back");
        assertThat(theirs.getList("lines.role")).containsOnly("success-manager");
        assertThat(theirs.getList("lines.by")).containsOnlyNulls();
        assertThat(theirs.getString("lines[1].text")).isEqualTo("Hello {{key:key-1}}");
        assertThat(theirs.prettify()).doesNotContain("Nothing to add.").doesNotContain("sam");
        assertThat(ours.getList("lines.by")).containsExactly("sam", "sam", "sam");
        assertThat(ours.getString("lines[2].text")).isEqualTo("Nothing to add.");
    }

    @Test
    void what_aegis_says_meanwhile_is_for_the_team_until_it_is_given_back() {
        Talk talk = Talk.open("kept-back");
        talk.say("k1", "I need a production key");
        IntentRouted routed = talk.routed(1).getFirst();
        take(Talk.staff(), talk, "stuck");
        Kafka.send(
                Topics.INTERVENTIONS,
                new InterventionRaised(
                        new InterventionId("i-kept"),
                        new CustomerId("kept-back"),
                        "check-in",
                        "All well?",
                        null,
                        List.of(),
                        Instant.now()));
        talk.answered(routed, "Here is your key.", List.of(), true);
        talk.eventually("turns[0].status", "finished");

        JsonPath theirs = talk.view();
        JsonPath ours = talk.view(Talk.staff());
        giveBack(Talk.staff(), talk, "They have it.");
        JsonPath after = talk.view();

        assertThat(theirs.getList("lines.speaker")).containsExactly("customer", "taken_over");
        assertThat(theirs.getList("turns[0].replies")).isEmpty();
        assertThat(ours.getList("lines.text")).contains("All well?", "Here is your key.");
        assertThat(ours.getList("lines.keptBack")).containsExactlyInAnyOrder(null, null, true, true);
        assertThat(after.getList("lines.speaker"))
                .startsWith("customer", "taken_over", "given_back")
                .hasSize(5)
                .contains("aegis", "intervention");
        assertThat(after.getList("turns[0].replies")).containsExactly("Here is your key.");
        assertThat(after.getList("lines.keptBack")).containsOnlyNulls();
    }

    @Test
    void who_asks_for_a_person_waits_in_the_inbox_until_somebody_comes() {
        Talk talk = Talk.open("in-inbox");
        talk.say("k1", "I want to talk to a human");
        IntentRouted routed = Kafka.received(Topics.intents(AgentName.FEEDBACK), "in-inbox", IntentRouted.class, 1)
                .getFirst();
        talk.answered(routed, "I have asked for a person.", List.of(), true);
        talk.eventually("handoff.state", "awaited");

        assertThat(waiting(talk)).containsEntry("state", "awaited").containsEntry("reason", "asked_for");
        take(Talk.staff(), talk, null).then().statusCode(200);
        assertThat(waiting(talk)).containsEntry("state", "taken").containsEntry("by", "sam");
        giveBack(Talk.staff(), talk, "Solved.");
        assertThat(waiting(talk)).isNull();
    }

    @Test
    void of_two_who_take_it_at_once_one_has_it() {
        Talk talk = Talk.open("two-people");
        List<CompletableFuture<Response>> taking = Stream.of("sam", "eve")
                .map(name -> CompletableFuture.supplyAsync(() -> take(manager(name), talk, "stuck"), Talk.BESIDE))
                .toList();

        List<Integer> answers =
                taking.stream().map(future -> future.join().statusCode()).toList();

        assertThat(answers).containsExactlyInAnyOrder(200, 409);
        String winner = answers.getFirst() == 200 ? "sam" : "eve";
        String loser = answers.getFirst() == 200 ? "eve" : "sam";
        assertThat(talk.view(Talk.staff()).getString("handoff.by")).isEqualTo(winner);
        take(manager(winner), talk, "stuck").then().statusCode(200);
        assertThat(talk.view().getList("lines")).hasSize(1);
        Talk.problem(write(manager(loser), talk, "w1", "Hello"), 409);
        Talk.problem(giveBack(manager(loser), talk, "Mine."), 409);
        Talk.problem(
                manager(loser)
                        .header("Idempotency-Key", "k")
                        .body(Map.of("text", "for the customer"))
                        .post(talk.path() + "/messages"),
                409);
        giveBack(Talk.with("root", Set.of("admin"), null), talk, "Sam is ill.")
                .then()
                .statusCode(200);
    }

    @Test
    void only_success_managers_and_admins_take_over() {
        Talk talk = Talk.open("wrong-roles");
        for (RequestSpecification who : List.of(
                talk.as(), Talk.with("gus", Set.of("agent"), null), Talk.with("bo", Set.of("approver"), null))) {
            Talk.problem(who.get("/api/handoffs"), 403);
        }
        for (String path : List.of("take", "give-back", "messages")) {
            Talk.problem(talk.as().body("{}").post(talk.path() + "/handoff/" + path), 403);
            Talk.problem(
                    Talk.with("gus", Set.of("agent"), null).body("{}").post(talk.path() + "/handoff/" + path), 403);
            Talk.problem(
                    Talk.with("bo", Set.of("approver"), null).body("{}").post(talk.path() + "/handoff/" + path), 403);
            Talk.problem(
                    io.restassured.RestAssured.given()
                            .contentType("application/json")
                            .body("{}")
                            .post(talk.path() + "/handoff/" + path),
                    401);
        }
        Talk.problem(take(Talk.staff(), talk, null), 400);
        Talk.problem(take(Talk.staff(), talk, "boredom"), 400);
        Talk.problem(write(Talk.staff(), talk, "w", "Hello"), 409);
        Talk.problem(giveBack(Talk.staff(), talk, "Nobody has it."), 409);
        Talk.problem(Talk.staff().body("{\"reason\":\"stuck\"}").post("/api/conversations/c-none/handoff/take"), 404);
        assertThat(talk.view().getList("lines")).isEmpty();
    }

    @Test
    void an_unknown_conversation_and_an_endless_summary_are_refused() {
        Talk talk = Talk.open("bad-handoff");
        take(Talk.staff(), talk, "stuck");

        Talk.problem(giveBack(Talk.staff(), talk, " "), 400);
        Talk.problem(giveBack(Talk.staff(), talk, "x".repeat(2001)), 400);
        Talk.problem(Talk.staff().body("{}").post(talk.path() + "/handoff/give-back"), 400);
        Talk.problem(Talk.staff().body(Map.of("text", "no key")).post(talk.path() + "/handoff/messages"), 400);
        assertThat(talk.view().getString("handoff.state")).isEqualTo("taken");
    }

    private static RequestSpecification manager(String name) {
        return Talk.with(name, Set.of("success-manager"), null);
    }

    private static Response take(RequestSpecification who, Talk talk, String reason) {
        return who.body(reason == null ? Map.of() : Map.of("reason", reason)).post(talk.path() + "/handoff/take");
    }

    private static Response write(RequestSpecification who, Talk talk, String key, String text) {
        return who.header("Idempotency-Key", key).body(Map.of("text", text)).post(talk.path() + "/handoff/messages");
    }

    private static Response giveBack(RequestSpecification who, Talk talk, String summary) {
        return who.body(Map.of("summary", summary)).post(talk.path() + "/handoff/give-back");
    }

    private static Map<String, String> waiting(Talk talk) {
        JsonPath all = Talk.staff()
                .get("/api/handoffs")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return all.getMap("find { it.conversation == '" + new ConversationId(talk.conversation()) + "' }.handoff");
    }
}
