package io.aegis.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Step;
import io.aegis.local.testing.LocalPlatform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent is told of a long conversation. */
@QuarkusTest
@QuarkusTestResource(LocalPlatform.class)
@QuarkusTestResource(OnboardingStandIn.class)
class MemoryTest {
    private static final Step DISCOUNT = new Step(Step.Kind.WAITING, "Give 10 % off", new ActionId("a-1"));

    @Test
    void the_earlier_part_of_a_long_conversation_is_summarised_by_what_was_done_and_stays_true() {
        Talk talk = Talk.open("long-memory");
        talk.say("k0", "give me 10 percent off");
        IntentRouted first = talk.routed(1).getFirst();
        talk.answered(first, "That needs approval.", List.of(DISCOUNT), false);
        talk.eventually("turns[0].status", "waiting");
        for (int i = 1; i <= 9; i++) {
            exchange(talk, i);
        }
        talk.say("k10", "upgrade me to pro");
        IntentRouted eleventh = talk.routed(11).getLast();

        assertThat(eleventh.memory()).hasSize(11);
        assertThat(eleventh.memory().getFirst()).isEqualTo(new Utterance(Speaker.AEGIS, """
                Earlier in this conversation:
                - discount (waiting); waits for approval: Give 10 % off
                - production key; done: key 1
                - production key; done: key 2
                - production key; done: key 3
                - production key; done: key 4"""));
        assertThat(eleventh.memory().get(1)).isEqualTo(new Utterance(Speaker.CUSTOMER, "I need a production key"));
        assertThat(talk.view().getString("summary")).isNull();
        JsonPath team = talk.view(Talk.staff());
        assertThat(team.getString("summary")).contains("waits for approval: Give 10 % off");

        talk.answered(eleventh, "Done.", List.of(), true);
        talk.eventually("turns[10].status", "finished");
        talk.answered(
                first,
                "You have it.",
                List.of(new Step(Step.Kind.DID, "10 % off for 3 months", new ActionId("a-1"))),
                true);
        talk.eventually("turns[0].status", "finished");
        talk.say("k11", "upgrade me to enterprise");

        assertThat(talk.routed(12).getLast().memory().getFirst().text())
                .contains("- discount; done: 10 % off for 3 months\n");
    }

    private static void exchange(Talk talk, int i) {
        talk.say("k" + i, "I need a production key");
        talk.answered(
                talk.routed(i + 1).getLast(),
                "Key " + i,
                List.of(new Step(Step.Kind.DID, "key " + i, new ActionId("a-k" + i))),
                true);
        talk.eventually("turns[" + i + "].status", "finished");
    }
}
