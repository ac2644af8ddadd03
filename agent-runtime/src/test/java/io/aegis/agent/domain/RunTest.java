package io.aegis.agent.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.Held;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.Tier;
import io.aegis.contracts.TurnId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTest {
    private final Run asked = Run.start(new Ask(
            new TurnId("t1"),
            new ConversationId("c1"),
            new CustomerId("acme"),
            Intent.GET_STARTED,
            "hi",
            List.of(),
            List.of(new Seen("query", 4)),
            "user",
            null));
    private final Proposed first = proposed("t1.1");
    private final Proposed second = proposed("t1.2");

    @Test
    void aRunBeginsWithTheModelAndEndsWithItsLastWord() {
        assertThat(asked.state()).isEqualTo(new RunState.ModelsTurn());
        assertThat(asked.with(new ModelAnswered("m", "v-1", "p-1", ModelAnswer.Say.of("done")))
                        .state())
                .isEqualTo(new RunState.Finished(ModelAnswer.Say.of("done")));
    }

    @Test
    void itAwaitsEveryActionAndThenTheModelGoesOn() {
        Run open = asked.with(first).with(second);
        assertThat(open.state()).isEqualTo(new RunState.AwaitsActions(List.of(first.action(), second.action()), false));
        Run one = open.with(settled("t1.1", End.DONE));
        assertThat(one.state()).isEqualTo(new RunState.AwaitsActions(List.of(second.action()), false));
        Run held = one.with(new Held(new ActionId("t1.2"), "why"));
        assertThat(held.state()).isEqualTo(new RunState.AwaitsActions(List.of(second.action()), true));
        assertThat(held.with(settled("t1.2", End.REJECTED)).state()).isEqualTo(new RunState.ModelsTurn());
    }

    @Test
    void aCancelledRunStopsWhenWhatIsOpenHasEndedAndTheModelIsNotAskedAgain() {
        Run cancelled =
                asked.with(first).with(new Held(new ActionId("t1.1"), "why")).with(new JournalEntry.Cancelled("user"));

        assertThat(cancelled.state()).isEqualTo(new RunState.AwaitsActions(List.of(first.action()), false));
        assertThat(cancelled.with(settled("t1.1", End.REJECTED)).state()).isEqualTo(new RunState.Stopped());
        assertThat(asked.with(new JournalEntry.Cancelled("user")).state()).isEqualTo(new RunState.Stopped());
    }

    @Test
    void actionIdsFollowFromThePositionSoARepeatedStepProposesTheSame() {
        assertThat(asked.nextActionId()).isEqualTo(new ActionId("t1.1"));
        assertThat(asked.with(first).nextActionId()).isEqualTo(new ActionId("t1.2"));
    }

    @Test
    void stepsTellWhatBecameOfEachAction() {
        Run run = asked.with(new ToolRead("customer.profile", "your profile", Json.object()))
                .with(first)
                .with(second)
                .with(proposed("t1.3"))
                .with(settled("t1.1", End.DONE))
                .with(settled("t1.2", End.DENIED));

        assertThat(run.steps())
                .containsExactly(
                        new Step(Step.Kind.LOOKED_AT, "your profile", null),
                        new Step(Step.Kind.DID, "told t1.1", new ActionId("t1.1")),
                        new Step(Step.Kind.REFUSED, "told t1.2", new ActionId("t1.2")),
                        new Step(Step.Kind.WAITING, "title", new ActionId("t1.3")));
    }

    @Test
    void whatMustBeSeenIsWhatWasAskedForAndWhatItsOwnActionsTold() {
        assertThat(asked.with(first).with(settled("t1.1", End.DONE)).seen())
                .containsExactly(new Seen("query", 4), new Seen("onboarding", 7));
    }

    @Test
    void aRunSurvivesBeingWrittenDown() {
        Run run = asked.with(new ModelAnswered(
                        "m", "v-1", "p-1", ModelAnswer.CallTools.of(ToolCall.of("sandbox.provision"))))
                .with(first)
                .with(new Held(new ActionId("t1.1"), "why", "p-1"))
                .with(settled("t1.1", End.EXPIRED))
                .with(new ModelAnswered(
                        "paid",
                        "query-1",
                        "p-1",
                        new ModelAnswer.Unusable(ModelAnswer.Fault.CUT_OFF),
                        new Paid(
                                "hash",
                                "MAX_TOKENS",
                                7,
                                8,
                                9,
                                Json.object().put("thoughtSignature", "c2ln"),
                                List.of("t1.1"))))
                .with(new JournalEntry.Objected("cut off"))
                .with(new ModelAnswered("m", "v-1", "p-1", ModelAnswer.Say.of("over")))
                .with(new JournalEntry.Cancelled("user"));

        assertThat(Json.read(Json.text(run), Run.class)).isEqualTo(run);
    }

    private static Settled settled(String action, End end) {
        return new Settled(
                new ActionId(action),
                end,
                "told " + action,
                List.of(),
                end == End.DONE ? new Seen("onboarding", 7) : null);
    }

    private static Proposed proposed(String id) {
        return new Proposed(
                new ProposedAction(
                        new ActionId(id),
                        new RunId("t1"),
                        new TurnId("t1"),
                        new ConversationId("c1"),
                        new CustomerId("acme"),
                        "sandbox.provision",
                        Json.object(),
                        Json.hash(Json.object()),
                        AgentName.ONBOARDING,
                        "user",
                        Tier.NONE,
                        "why"),
                "title");
    }
}
