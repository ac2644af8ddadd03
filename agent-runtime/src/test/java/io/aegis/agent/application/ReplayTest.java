package io.aegis.agent.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.AgentConfig.Limits;
import io.aegis.agent.application.Replayed.Verdict;
import io.aegis.agent.application.Replayed.Wanted;
import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.TurnId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A turn in which the profile was read, a sandbox was made, and the end was told; decided again in other ways. */
class ReplayTest {
    private static final ToolCall READ = new ToolCall("echo", Json.object().put("what", "profile"));
    private static final ToolCall SANDBOX = ToolCall.of("sandbox.provision");
    private static final ToolCall DISCOUNT =
            new ToolCall("discount.apply", Json.object().put("percent", 20));

    private final Toolbox toolbox = new Toolbox(
            List.of(new Silent()), ActionCatalogue.packaged(), AgentName.ONBOARDING, new Bounds(), new NoOutside());

    @Test
    void the_same_decisions_are_the_same_and_see_what_was_told_then() {
        List<Run> seen = new ArrayList<>();
        Replayed replayed = replay(recorded(), seen, CallTools.of(READ), CallTools.of(SANDBOX), Say.of("Done."));

        assertThat(replayed.verdict()).isEqualTo(Verdict.SAME);
        assertThat(replayed.stopped()).isNull();
        assertThat(replayed.recorded()).containsExactly(new Wanted("sandbox.provision", Json.object()));
        assertThat(replayed.replayed()).isEqualTo(replayed.recorded());
        assertThat(replayed.model()).isEqualTo("gemini");
        assertThat(replayed.otherVersion()).isEqualTo("skills-2");
        assertThat(seen.get(1).entries(ToolRead.class).map(ToolRead::result))
                .containsExactly(Json.object().put("tier", "pro"));
        assertThat(seen.get(2).entries(Settled.class).map(Settled::told)).containsExactly("Made.");
    }

    @Test
    void another_action_differs_and_its_end_is_not_made_up() {
        Replayed replayed = replay(recorded(), new ArrayList<>(), CallTools.of(READ), CallTools.of(DISCOUNT));

        assertThat(replayed.verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(replayed.replayed())
                .containsExactly(new Wanted(
                        "discount.apply", Json.object().put("percent", 20).put("months", 3)));
        assertThat(replayed.stopped()).isEqualTo("discount.apply was not proposed, so its end is not known");
    }

    @Test
    void an_action_that_is_left_out_differs() {
        assertThat(replay(recorded(), new ArrayList<>(), CallTools.of(READ), Say.of("Hello."))
                        .verdict())
                .isEqualTo(Verdict.DIFFERS);
    }

    /** The tool itself fails when it is called: so it was not. */
    @Test
    void what_a_tool_was_not_asked_is_not_known() {
        ToolCall other = new ToolCall("echo", Json.object().put("what", "weather"));

        Replayed replayed = replay(recorded(), new ArrayList<>(), CallTools.of(other));

        assertThat(replayed.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(replayed.stopped())
                .isEqualTo("echo was not called like this, so what it would have told is not known");
    }

    @Test
    void an_action_that_still_waits_is_the_same_as_far_as_it_goes() {
        Run waits =
                new Run(recorded().id(), recorded().ask(), recorded().journal().subList(0, 4));

        Replayed replayed = replay(waits, new ArrayList<>(), CallTools.of(READ), CallTools.of(SANDBOX));

        assertThat(replayed.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(replayed.stopped()).isEqualTo("sandbox.provision has not ended yet");
    }

    private Run recorded() {
        Run run = Run.start(new Ask(
                        new TurnId("t1"),
                        new ConversationId("c1"),
                        new CustomerId("acme"),
                        Intent.GET_STARTED,
                        "hi",
                        List.of(),
                        List.of(),
                        "user",
                        null))
                .with(answered(CallTools.of(READ)))
                .with(new ToolRead("echo", "an echo", Json.object().put("tier", "pro")))
                .with(answered(CallTools.of(SANDBOX)));
        Run proposed = run.with(toolbox.call(run, SANDBOX));
        return proposed.with(new Settled(
                        proposed.entries(Proposed.class)
                                .findFirst()
                                .orElseThrow()
                                .action()
                                .id(),
                        End.DONE,
                        "Made.",
                        List.of(),
                        null))
                .with(answered(Say.of("It is there.")));
    }

    private static ModelAnswered answered(ModelAnswer answer) {
        return new ModelAnswered("gemini", "prompt-1", "policy-1", answer);
    }

    private Replayed replay(Run recorded, List<Run> seen, ModelAnswer... answers) {
        Queue<ModelAnswer> script = new ArrayDeque<>(List.of(answers));
        return new Replay(
                        run -> {
                            seen.add(run);
                            return new ModelAnswered("offline", "skills-2", "policy-1", script.remove());
                        },
                        toolbox,
                        recorded)
                .run();
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

    private static final class Silent implements ReadTool {
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
            throw new AssertionError("a replay reads nothing");
        }
    }

    private static final class NoOutside implements OutsideTools {
        @Override
        public List<Offered> offered() {
            return List.of();
        }

        @Override
        public Optional<ReadTool> reading(String name) {
            return Optional.empty();
        }

        @Override
        public ToolCall proposable(ToolCall call) {
            return call;
        }

        @Override
        public Answer call(String server, String tool, ObjectNode arguments) {
            throw new AssertionError("a replay calls nothing");
        }
    }
}
