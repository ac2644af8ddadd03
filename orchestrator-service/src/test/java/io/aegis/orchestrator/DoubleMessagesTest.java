package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.TurnId;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that come faster than replies. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class DoubleMessagesTest {
    @Test
    void what_comes_before_the_reply_is_routed_after_it_and_together() {
        Talk talk = Talk.open("double");
        String first = talk.say("k1", "give me 25 percent off");
        String second = talk.say("k2", "I need a key");
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(
                () -> talk.as()
                        .header("Idempotency-Key", "k3")
                        .body(Map.of("text", "the production one, please"))
                        .post(talk.path() + "/messages?wait=30"),
                Talk.BESIDE);
        String third = talk.eventually("turns[2].status", "queued").getString("turns[2].turn");
        IntentRouted routed = talk.routed(1).getFirst();
        assertThat(talk.view().getList("turns.status")).containsExactly("working", "queued", "queued");

        talk.answered(routed, "That is yours.", List.of(), true);
        IntentRouted next = talk.routed(2).getLast();
        talk.answered(next, "Here is your key.", List.of(), true);
        JsonPath shown = talk.eventually("turns[1].status", "finished");

        assertThat(next.turn()).isEqualTo(new TurnId(second));
        assertThat(next.text()).isEqualTo("I need a key\nthe production one, please");
        assertThat(next.intent()).isEqualTo(Intent.PRODUCTION_KEY);
        assertThat(next.memory())
                .containsExactly(
                        new Utterance(Speaker.CUSTOMER, "give me 25 percent off"),
                        new Utterance(Speaker.AEGIS, "That is yours."));
        assertThat(talk.routed(2)).hasSize(2);
        assertThat(shown.getList("turns.turn")).containsExactly(first, second, third);
        assertThat(shown.getList("turns.status")).containsExactly("finished", "finished", "joined");
        assertThat(shown.getString("turns[2].about")).isEqualTo(second);
        assertThat(waiting.join().jsonPath().getString("status")).isEqualTo("joined");
        assertThat(waiting.join().jsonPath().getList("replies")).containsExactly("Here is your key.");
        assertThat(shown.getList("lines.text"))
                .containsExactly(
                        "give me 25 percent off",
                        "I need a key",
                        "the production one, please",
                        "That is yours.",
                        "Here is your key.");
        assertThat(talk.post("k3", "the production one, please").jsonPath().getString("turn"))
                .isEqualTo(third);
        assertThat(talk.post("k2", "I need a key").jsonPath().getString("turn")).isEqualTo(second);
    }

    @Test
    void of_many_at_once_none_is_lost_and_each_comes_to_its_end() {
        Talk talk = Talk.open("volley");
        List<CompletableFuture<String>> said = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> talk.say("k" + i, "I need a production key, number " + i), Talk.BESIDE))
                .toList();
        said.forEach(CompletableFuture::join);

        talk.answered(talk.routed(1).getFirst(), "One.", List.of(), true);
        talk.answered(talk.routed(2).getLast(), "All others.", List.of(), true);
        JsonPath shown = talk.eventually("turns[1].status", "finished");

        assertThat(shown.getList("turns.status"))
                .containsExactly("finished", "finished", "joined", "joined", "joined", "joined", "joined", "joined");
        List<String> asked = shown.getList("lines.findAll { it.speaker == 'customer' }.text");
        List<IntentRouted> routed = talk.routed(2);
        assertThat(routed)
                .extracting(IntentRouted::text)
                .containsExactly(asked.getFirst(), String.join("\n", asked.subList(1, 8)));
    }

    @Test
    void a_queued_message_can_be_cancelled_and_cancelling_what_it_waits_for_lets_the_rest_go() {
        Talk talk = Talk.open("queue-cancel");
        String first = talk.say("k1", "give me 25 percent off");
        String second = talk.say("k2", "upgrade me to pro");
        String third = talk.say("k3", "I need a production key");

        talk.cancel(second).then().statusCode(200);
        talk.cancel(first).then().statusCode(200);
        IntentRouted next = talk.routed(2).getLast();

        assertThat(next.turn()).isEqualTo(new TurnId(third));
        assertThat(next.text()).isEqualTo("I need a production key");
        assertThat(talk.view().getList("turns.status")).containsExactly("cancelled", "cancelled", "working");
    }

    @Test
    void messages_of_two_writers_are_not_taken_together() {
        Talk talk = Talk.open("two-writers");
        talk.say("k1", "give me 25 percent off");
        talk.say("k2", "I need a production key");
        Talk.staff()
                .header("Idempotency-Key", "s1")
                .body(Map.of("text", "upgrade me to pro"))
                .post(talk.path() + "/messages")
                .then()
                .statusCode(202);

        talk.answered(talk.routed(1).getFirst(), "Yours.", List.of(), true);
        talk.answered(talk.routed(2).getLast(), "Here.", List.of(), true);
        List<IntentRouted> routed = talk.routed(3);

        assertThat(routed)
                .extracting(IntentRouted::requester)
                .containsExactly("user-two-writers", "user-two-writers", "sam");
        assertThat(routed.getLast().text()).isEqualTo("upgrade me to pro");
    }

    @Test
    void what_waits_when_a_person_takes_over_is_theirs() {
        Talk talk = Talk.open("queue-person");
        talk.say("k1", "give me 25 percent off");
        talk.say("k2", "I need a production key");

        Talk.staff()
                .body(Map.of("reason", "stuck"))
                .post(talk.path() + "/handoff/take")
                .then()
                .statusCode(200);
        talk.answered(talk.routed(1).getFirst(), "Yours.", List.of(), true);

        talk.eventually("turns[0].status", "finished");
        assertThat(talk.view().getList("turns.status")).containsExactly("finished", "for_person");
        assertThat(talk.routed(1)).hasSize(1);
    }

    @Test
    void several_requests_in_one_message_are_routed_one_after_the_other() {
        Talk talk = Talk.open("several");
        String text = "upgrade us to pro and give me 20 percent off. Then I need a production key";
        String first = talk.say("k1", text);
        IntentRouted plan = talk.routed(1).getFirst();
        assertThat(talk.view().getList("turns.status")).containsExactly("working", "queued", "queued");

        talk.answered(plan, "Asked for.", List.of(), true);
        IntentRouted discount = talk.routed(2).getLast();
        talk.answered(discount, "Asked for, too.", List.of(), true);
        IntentRouted key = talk.routed(3).getLast();
        talk.answered(key, "Here it is.", List.of(), true);
        JsonPath shown = talk.eventually("turns[2].status", "finished");

        assertThat(talk.routed(3))
                .extracting(IntentRouted::intent)
                .containsExactly(Intent.CHANGE_PLAN, Intent.DISCOUNT, Intent.PRODUCTION_KEY);
        assertThat(plan.turn()).isEqualTo(new TurnId(first));
        assertThat(key.text()).isEqualTo("Then I need a production key");
        assertThat(key.memory())
                .contains(new Utterance(Speaker.AEGIS, "Asked for."), new Utterance(Speaker.AEGIS, "Asked for, too."));
        assertThat(shown.getList("turns.status")).containsExactly("finished", "finished", "finished");
        assertThat(shown.getList("lines.findAll { it.speaker == 'customer' }.text"))
                .containsExactly("upgrade us to pro", "give me 20 percent off.", "Then I need a production key");
        assertThat(talk.post("k1", text).jsonPath().getString("turn")).isEqualTo(first);
        assertThat(talk.routed(3)).hasSize(3);
    }

    @Test
    void who_waits_for_several_requests_gets_all_replies_and_those_that_are_there_when_the_time_is_over() {
        Talk talk = Talk.open("several-waited");
        String text = "upgrade us to pro. Then I need a production key";
        CompletableFuture<Response> impatient = CompletableFuture.supplyAsync(() -> waited(talk, text, 1), Talk.BESIDE);
        IntentRouted plan = talk.routed(1).getFirst();
        talk.answered(plan, "Asked for.", List.of(), true);
        IntentRouted key = talk.routed(2).getLast();
        Response early = impatient.join();
        CompletableFuture<Response> waiting = CompletableFuture.supplyAsync(() -> waited(talk, text, 30), Talk.BESIDE);
        talk.answered(key, "Here it is.", List.of(), true);

        Response answer = waiting.join();

        assertThat(early.statusCode()).isEqualTo(202);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getString("turn")).isEqualTo(plan.turn().value());
        assertThat(answer.jsonPath().getList("replies")).containsExactly("Asked for.");
        assertThat(answer.jsonPath().getList("further.turn"))
                .containsExactly(key.turn().value());
        assertThat(answer.jsonPath().getList("further[0].replies")).containsExactly("Here it is.");
        assertThat(talk.as()
                        .get(talk.path() + "/turns/" + plan.turn())
                        .jsonPath()
                        .getList("further.status"))
                .containsExactly("finished");
    }

    private static Response waited(Talk talk, String text, int seconds) {
        return talk.as()
                .header("Idempotency-Key", "k1")
                .body(Map.of("text", text))
                .post(talk.path() + "/messages?wait=" + seconds);
    }

    @Test
    void quick_messages_that_ask_for_different_things_stay_apart() {
        Talk talk = Talk.open("apart");
        talk.say("k1", "give me 25 percent off");
        talk.say("k2", "I need a production key");
        talk.say("k3", "upgrade me to pro");

        talk.answered(talk.routed(1).getFirst(), "That is yours.", List.of(), true);
        talk.answered(talk.routed(2).getLast(), "Here is your key.", List.of(), true);

        assertThat(talk.routed(3))
                .extracting(IntentRouted::text)
                .containsExactly("give me 25 percent off", "I need a production key", "upgrade me to pro");
    }

    @Test
    void a_correction_is_understood_after_what_it_corrects() {
        Talk talk = Talk.open("corrected");
        talk.say("k1", "give me 10 percent off");
        talk.answered(talk.routed(1).getFirst(), "Asked for.", List.of(), true);
        talk.eventually("turns[0].status", "finished");
        talk.say("k2", "no, make that 15");

        IntentRouted corrected = talk.routed(2).getLast();

        assertThat(corrected.intent()).isEqualTo(Intent.DISCOUNT);
        assertThat(corrected.text()).isEqualTo("no, make that 15");
    }

    /** The turn is made older than a message waits for it, and the timer rings. */
    @Test
    void nobody_waits_for_ever_for_a_reply_that_does_not_come() throws SQLException {
        Talk talk = Talk.open("queue-patience");
        String first = talk.say("k1", "give me 25 percent off");
        String second = talk.say("k2", "I need a production key");
        execute("update turn set began_at = began_at - interval '61 seconds' where id = '" + first + "'");
        execute("update timer set due_at = now() where name = 'queue-" + talk.conversation() + "'");

        await().atMost(Duration.ofSeconds(20)).until(() -> talk.routed(1).size() >= 1);
        IntentRouted next = talk.routed(2).getLast();

        assertThat(next.turn()).isEqualTo(new TurnId(second));
    }

    private static void execute(String sql) throws SQLException {
        LocalPlatform platform = LocalPlatform.shared();
        try (Connection connection = DriverManager.getConnection(
                        platform.jdbcUrl("aegis_orchestrator"), platform.user(), platform.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
