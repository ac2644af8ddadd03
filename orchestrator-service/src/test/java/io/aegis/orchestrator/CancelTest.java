package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnCancelled;
import io.aegis.contracts.TurnReport;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Turns that end before their agent ends them. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class CancelTest {
    private static final String TO_ONBOARDING = Topics.intents(AgentName.ONBOARDING);
    private static final Step DID = new Step(Step.Kind.DID, "created your trial", new ActionId("a-1"));
    private static final Step HELD = new Step(Step.Kind.WAITING, "Give 25 % off", new ActionId("a-2"));

    @Test
    void a_working_turn_is_cancelled_at_once_and_its_agent_hears_of_it_behind_the_turn() {
        Talk talk = Talk.open("stop-working");
        String turn = talk.say("k1", "I need a production key");

        Response cancelled = talk.cancel(turn);
        Response again = talk.cancel(turn);

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.jsonPath().getString("status")).isEqualTo("cancelled");
        assertThat(cancelled.jsonPath().getString("cancelled.role")).isEqualTo("customer");
        assertThat(again.asString()).isEqualTo(cancelled.asString());
        IntentRouted routed = talk.routed(1).getFirst();
        assertThat(Kafka.received(TO_ONBOARDING, "stop-working", TurnCancelled.class, 1))
                .containsExactly(new TurnCancelled(
                        routed.turn(), routed.conversation(), routed.customer(), "user-stop-working"));
        assertThat(Kafka.types(TO_ONBOARDING, "stop-working"))
                .containsExactly("aegis.intent.routed.v1", "aegis.turn.cancelled.v1");
    }

    @Test
    void a_reply_that_comes_after_the_cancellation_is_not_shown_but_what_was_done_is() {
        Talk talk = Talk.open("stop-reply");
        String turn = talk.say("k1", "I need a production key");
        IntentRouted routed = talk.routed(1).getFirst();
        talk.cancel(turn);

        talk.answered(routed, "Here is your key.", List.of(DID), true);
        talk.stopped(routed, List.of(DID), List.of(new Seen("onboarding", 3)));

        JsonPath shown = talk.eventually("lines[1].speaker", "aegis");
        assertThat(shown.getList("lines.text"))
                .containsExactly(
                        "I need a production key",
                        "Stopped. This had been done already, and stays:\n- created your trial");
        assertThat(shown.getString("turns[0].status")).isEqualTo("cancelled");
        assertThat(shown.getList("turns[0].steps.kind")).containsExactly("did");
        talk.say("k2", "upgrade me to pro");
        assertThat(talk.routed(2).getLast().seen()).containsExactly(new Seen("onboarding", 3));
    }

    @Test
    void a_turn_that_waits_for_approval_can_be_cancelled_and_its_first_reply_stays() {
        Talk talk = Talk.open("stop-waiting");
        String turn = talk.say("k1", "give me 25 percent off");
        IntentRouted routed = talk.routed(1).getFirst();
        talk.answered(routed, "That needs approval.", List.of(HELD), false);
        talk.eventually("turns[0].status", "waiting");

        talk.cancel(turn);
        talk.stopped(
                routed,
                List.of(new Step(Step.Kind.REFUSED, "Withdrawn by the requester.", new ActionId("a-2"))),
                List.of());

        JsonPath shown = talk.eventually("lines[2].speaker", "aegis");
        assertThat(shown.getList("lines.text"))
                .containsExactly("give me 25 percent off", "That needs approval.", "Stopped. Nothing had been done.");
        assertThat(shown.getList("turns[0].steps.kind")).containsExactly("refused");
    }

    @Test
    void a_turn_that_has_its_last_reply_cannot_be_cancelled() {
        Talk talk = Talk.open("stop-late");
        String turn = talk.say("k1", "I need a production key");
        talk.answered(talk.routed(1).getFirst(), "Here it is.", List.of(DID), true);
        talk.eventually("turns[0].status", "finished");

        Talk.problem(talk.cancel(turn), 409);

        assertThat(talk.view().getString("turns[0].status")).isEqualTo("finished");
    }

    @Test
    void cancellation_and_reply_at_once_end_in_one_of_the_two() {
        for (int i = 0; i < 5; i++) {
            String customer = "stop-race-" + i;
            Talk talk = Talk.open(customer);
            String turn = talk.say("k1", "I need a production key");
            IntentRouted routed = talk.routed(1).getFirst();
            CompletableFuture<Void> replying = CompletableFuture.runAsync(
                    () -> talk.answered(routed, "Here it is.", List.of(DID), true), Talk.BESIDE);
            int status = talk.cancel(turn).statusCode();
            replying.join();
            if (status == 200) {
                talk.stopped(routed, List.of(DID), List.of());
            }

            JsonPath shown = talk.eventually("lines[1].speaker", "aegis");

            assertThat(shown.getString("turns[0].status")).isEqualTo(status == 200 ? "cancelled" : "finished");
            assertThat(status).isIn(200, 409);
            assertThat(shown.getString("lines[1].text")).startsWith(status == 200 ? "Stopped." : "Here it is.");
        }
    }

    @Test
    void an_accepted_offer_is_cancelled_at_the_agent_that_carries_it_out() {
        Talk talk = Talk.open("stop-offer");
        talk.say("k1", "I need a production key");
        Offer ticket = new Offer("o1", "Open a ticket", "ticket.open", io.aegis.contracts.Json.object());
        IntentRouted routed = talk.routed(1).getFirst();
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        routed.turn(),
                        routed.conversation(),
                        routed.customer(),
                        "Shall I?",
                        List.of(),
                        List.of(ticket),
                        true,
                        List.of()));
        talk.eventually("turns[0].status", "finished");
        String accepted = talk.as()
                .header("Idempotency-Key", "a1")
                .post(talk.path() + "/turns/" + routed.turn() + "/offers/o1/accept")
                .jsonPath()
                .getString("turn");

        talk.cancel(accepted).then().statusCode(200);

        assertThat(Kafka.received(Topics.intents(AgentName.QUERY), "stop-offer", TurnCancelled.class, 1))
                .extracting(TurnCancelled::turn)
                .containsExactly(new io.aegis.contracts.TurnId(accepted));
    }

    @Test
    void customers_cancel_their_own_and_the_team_cancels_anybodys() {
        Talk talk = Talk.open("stop-mine");
        String turn = talk.say("k1", "I need a production key");
        String path = talk.path() + "/turns/" + turn + "/cancel";

        Talk.problem(Talk.as("stop-other").post(path), 404);
        Talk.problem(Talk.with("bo", Set.of("approver"), null).post(path), 403);
        Talk.problem(talk.as().post(talk.path() + "/turns/t-none/cancel"), 404);
        Talk.problem(io.restassured.RestAssured.given().post(path), 401);
        JsonPath bySam =
                Talk.staff().post(path).then().statusCode(200).extract().jsonPath();
        assertThat(bySam.getString("cancelled.by")).isEqualTo("sam");

        JsonPath seen = talk.cancel(turn).then().statusCode(200).extract().jsonPath();
        assertThat(seen.getString("cancelled.role")).isEqualTo("success-manager");
        assertThat(seen.getString("cancelled.by")).isNull();
    }
}
