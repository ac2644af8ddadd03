package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.AgentName;
import io.aegis.contracts.Intent;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnReport;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Offers that are answered in words. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class OffersTest {
    private static final Offer TICKET =
            new Offer("fix", "Open a ticket", "ticket.open", Json.object().put("subject", "401"));

    @Test
    void a_yes_right_after_an_offer_accepts_it_and_a_ticket_leaves_the_customer_waiting_for_a_person() {
        Talk talk = Talk.open("yes-please");
        IntentRouted asked = offered(talk, TICKET);

        String turn = talk.say("k2", "Yes please!");
        String again = talk.say("k2", "Yes please!");
        IntentRouted accepted = toQuery(talk, 1).getFirst();
        JsonPath shown = talk.view();
        talk.answered(accepted, "Opened ticket T-1.", List.of(), true);

        assertThat(again).isEqualTo(turn);
        assertThat(accepted.turn().value()).isEqualTo(turn);
        assertThat(accepted.intent()).isEqualTo(Intent.OFFER_ACCEPTED);
        assertThat(accepted.accepted()).isEqualTo(TICKET);
        assertThat(accepted.text()).isEqualTo("Yes please!");
        assertThat(shown.getString("turns[1].kind")).isEqualTo("offer");
        assertThat(shown.getString("turns[1].about")).isEqualTo(asked.turn().value());
        assertThat(shown.getBoolean("turns[0].offers[0].accepted")).isTrue();
        talk.eventually("turns[1].status", "finished");
        JsonPath waits = talk.view(Talk.staff());
        assertThat(waits.getString("handoff.state")).isEqualTo("awaited");
        assertThat(waits.getString("handoff.reason")).isEqualTo("asked_for");
        problem(accept(talk, asked, "a1"));
    }

    @Test
    void a_yes_accepts_nothing_unless_the_customer_says_it_right_after_the_offer() {
        Talk talk = Talk.open("yes-to-what");
        IntentRouted asked = offered(talk, TICKET);

        Talk.staff()
                .header("Idempotency-Key", "s1")
                .body(Map.of("text", "yes please"))
                .post(talk.path() + "/messages")
                .then()
                .statusCode(202);
        talk.answered(toQuery(talk, 1).getFirst(), "Hello!", List.of(), true);
        talk.eventually("turns[1].status", "finished");
        talk.say("k2", "yes please");
        talk.eventually("turns[2].status", "working");

        JsonPath shown = talk.view();
        assertThat(shown.getList("turns.kind")).containsExactly("message", "message", "message");
        assertThat(shown.getBoolean("turns[0].offers[0].accepted")).isFalse();
        assertThat(shown.getBoolean("turns[0].offers[0].declined")).isFalse();
        assertThat(accept(talk, asked, "a1").statusCode()).isEqualTo(202);
    }

    @Test
    void a_no_closes_the_offer_and_is_answered() {
        Talk talk = Talk.open("no-thanks");
        IntentRouted asked = offered(talk, TICKET);

        talk.say("k2", "no thanks");

        assertThat(toQuery(talk, 1).getFirst().intent()).isEqualTo(Intent.SMALL_TALK);
        JsonPath shown = talk.view();
        assertThat(shown.getBoolean("turns[0].offers[0].declined")).isTrue();
        assertThat(shown.getBoolean("turns[0].offers[0].accepted")).isFalse();
        problem(accept(talk, asked, "a1"));
    }

    @Test
    void an_action_that_is_not_known_any_more_is_not_accepted_by_a_yes() {
        Talk talk = Talk.open("yes-to-nothing");
        offered(talk, new Offer("old", "Do the old thing", "old.thing", Json.object()));

        talk.say("k2", "yes please");

        assertThat(talk.view().getList("turns.kind")).containsExactly("message", "message");
    }

    private static IntentRouted offered(Talk talk, Offer offer) {
        talk.say("k1", "my calls fail with 401 errors");
        IntentRouted asked = talk.routed(1).getFirst();
        Kafka.send(
                Topics.REPLIES,
                new TurnReport.Answered(
                        asked.turn(),
                        asked.conversation(),
                        asked.customer(),
                        "Your key is wrong. I can open a ticket.",
                        List.of(),
                        List.of(offer),
                        true,
                        List.of()));
        talk.eventually("turns[0].status", "finished");
        return asked;
    }

    private static Response accept(Talk talk, IntentRouted asked, String key) {
        return talk.as()
                .header("Idempotency-Key", key)
                .post(talk.path() + "/turns/" + asked.turn() + "/offers/fix/accept");
    }

    private static void problem(Response response) {
        Talk.problem(response, 409);
    }

    private static List<IntentRouted> toQuery(Talk talk, int count) {
        return Kafka.received(Topics.intents(AgentName.QUERY), talk.customer(), IntentRouted.class, count);
    }
}
