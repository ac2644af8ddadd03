package io.aegis.agent.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.AgentConfig.Limits;
import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.TurnId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The runner under a model that says what the test wrote down, right or wrong. */
class RunnerTest {
    private final Run asked = Run.start(new Ask(
            new TurnId("t1"),
            new ConversationId("c1"),
            new CustomerId("acme"),
            Intent.GET_STARTED,
            "hi",
            List.of(),
            List.of(),
            "user",
            null));

    @Test
    void readToolsRunAtOnceAndActionsBecomeProposalsWithCompleteArguments() {
        Run run = drive(
                CallTools.of(ToolCall.of("echo")),
                CallTools.of(
                        new ToolCall("discount.apply", Json.object().put("percent", 20)),
                        ToolCall.of("sandbox.provision")));

        assertThat(run.entries(ToolRead.class).map(ToolRead::looked)).containsExactly("an echo");
        List<ProposedAction> proposed =
                run.entries(Proposed.class).map(Proposed::action).toList();
        assertThat(proposed).extracting(ProposedAction::id).containsExactly(new ActionId("t1.1"), new ActionId("t1.2"));
        ProposedAction discount = proposed.get(0);
        assertThat(discount.arguments())
                .isEqualTo(Json.object().put("percent", 20).put("months", 3));
        assertThat(discount.intact()).isTrue();
        assertThat(discount.customer()).isEqualTo(new CustomerId("acme"));
        assertThat(discount.requester()).isEqualTo("user");
        assertThat(run.state()).isEqualTo(new RunState.AwaitsActions(proposed, false));
    }

    /** What is read after it was answered is not what it was proposed on. */
    @Test
    void allThatOneAnswerProposesIsProposedOnWhatWasReadBeforeIt() {
        ToolCall sandbox = ToolCall.of("sandbox.provision");
        ToolCall later = new ToolCall("echo", Json.object().put("said", "later"));
        Run run = drive(CallTools.of(ToolCall.of("echo")), CallTools.of(sandbox, sandbox, later, sandbox));

        assertThat(run.entries(Proposed.class).map(proposed -> proposed.action().grounds()))
                .hasSize(3)
                .containsOnly(new Grounds(
                        Intent.GET_STARTED,
                        "scripted",
                        "script-1",
                        "policy-1",
                        List.of(new Grounds.Input("echo", Json.hash(Json.object())))));
    }

    @Test
    void aToolThatDoesNotExistAndArgumentsThatDoNotFitAreToldToTheModelAndProposeNothing() {
        Run run = drive(
                CallTools.of(
                        ToolCall.of("refund.everything"),
                        new ToolCall("discount.apply", Json.object().put("percent", 400)),
                        new ToolCall("trial.create", Json.object().put("days", "many")),
                        new ToolCall("key.issue", Json.object().put("environment", "moon"))),
                Say.of("I could not."));

        assertThat(run.entries(ToolRefused.class).map(ToolRefused::reason))
                .containsExactly(
                        "there is no such tool",
                        "'percent' is not within 1 and 100",
                        "'days' is not a whole number",
                        "'environment' is not one of [test, production]");
        assertThat(run.entries(Proposed.class)).isEmpty();
        assertThat(run.state()).isEqualTo(new RunState.Finished(Say.of("I could not.")));
    }

    @Test
    void aModelThatNeverComesToAnEndIsStopped() {
        ModelAnswer again = CallTools.of(ToolCall.of("echo"));
        Run run = drive(again, again, again, again, again, again, again, again, again);

        assertThat(run.entries(ModelAnswered.class)).hasSize(9);
        assertThat(run.state()).isInstanceOfSatisfying(RunState.Finished.class, finished -> {
            assertThat(finished.said().text()).contains("could not finish");
            assertThat(finished.said().offers()).extracting(Offer::type).containsExactly("ticket.open");
        });
    }

    @Test
    void aListedOutsideToolIsReadAtOnceOrProposedAsTheOneActionForSuch() {
        Run run = drive(CallTools.of(
                new ToolCall("wiki.search", Json.object().put("query", "keys")),
                new ToolCall("wiki.edit", Json.object().put("page", 7)),
                ToolCall.of("wiki.delete")));

        assertThat(run.entries(ToolRead.class))
                .containsExactly(
                        new ToolRead("wiki.search", "Wiki", Json.object().put("query", "keys")));
        assertThat(run.entries(Proposed.class).map(Proposed::action).map(ProposedAction::arguments))
                .containsExactly(
                        Json.object().put("server", "wiki").put("tool", "edit").put("arguments", "{\"page\":7}"));
        assertThat(run.entries(ToolRefused.class))
                .containsExactly(new ToolRefused("wiki.delete", "there is no such tool"));
    }

    @Test
    void withinATransactionARunGoesOnOnlyAsFarAsItNeedsNothingAndFailsAtNothing() {
        assertThat(runner(Say.of("Hello.")).driveWithin(asked))
                .hasValueSatisfying(run -> assertThat(run.state()).isInstanceOf(RunState.Finished.class));
        assertThat(runner(CallTools.of(ToolCall.of("echo"))).driveWithin(asked)).isEmpty();
        assertThat(runner().driveWithin(asked)).as("a model that fails").isEmpty();
    }

    private Run drive(ModelAnswer... answers) {
        return runner(answers).drive(asked, () -> {
            throw new AssertionError("what costs nothing is not worth a look");
        });
    }

    private static Runner runner(ModelAnswer... answers) {
        return new Runner(
                new Scripted(new ArrayDeque<>(List.of(answers))),
                new Toolbox(
                        List.of(new Echo()),
                        ActionCatalogue.packaged(),
                        AgentName.ONBOARDING,
                        new Bounds(),
                        new Outside()),
                new NoDrafts(),
                new Bounds());
    }

    private record Scripted(Queue<ModelAnswer> answers) implements Model {
        @Override
        public boolean paid() {
            return false;
        }

        @Override
        public ModelAnswered next(Run run) {
            return new ModelAnswered("scripted", "script-1", "policy-1", answers.remove());
        }
    }

    private record Bounds() implements Limits {
        @Override
        public int answers() {
            return 8;
        }

        @Override
        public long tokens() {
            return 1000;
        }

        @Override
        public int actions() {
            return 8;
        }
    }

    /** What costs nothing needs none. */
    private record NoDrafts() implements Drafts {
        @Override
        public Run latest(Run run) {
            throw new AssertionError("read");
        }

        @Override
        public void keep(Run run) {
            throw new AssertionError("written");
        }
    }

    private static final class Echo implements ReadTool {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public String looksAt() {
            return "an echo";
        }

        @Override
        public ObjectNode read(Run run, ObjectNode arguments) {
            return arguments;
        }
    }

    /** A wiki that can be searched and edited. */
    private static final class Outside implements OutsideTools {
        @Override
        public List<Offered> offered() {
            return List.of();
        }

        @Override
        public Optional<ReadTool> reading(String name) {
            return Optional.of(name).filter("wiki.search"::equals).map(Wiki::new);
        }

        @Override
        public ToolCall proposable(ToolCall call) {
            return call.tool().equals("wiki.edit")
                    ? new ToolCall(
                            ACTION,
                            Json.object()
                                    .put("server", "wiki")
                                    .put("tool", "edit")
                                    .put("arguments", call.arguments().toString()))
                    : call;
        }

        @Override
        public Answer call(String server, String tool, ObjectNode arguments) {
            throw new AssertionError("a run calls nothing by itself");
        }
    }

    private record Wiki(String name) implements ReadTool {
        @Override
        public String looksAt() {
            return "Wiki";
        }

        @Override
        public ObjectNode read(Run run, ObjectNode arguments) {
            return arguments;
        }
    }
}
