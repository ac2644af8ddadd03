package io.aegis.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Step;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void it_says_what_was_wanted_and_what_came_of_it_and_what_a_person_left() {
        Turn done = turn(1, "reset", new Step(Step.Kind.DID, "issued a test key", null));
        Turn refused = turn(3, "no", new Step(Step.Kind.REFUSED, "More than 50 % off is never given.", null));
        Summary summary = Summary.NONE.with(
                List.of(
                        asked(1),
                        new Line.GivenBack(2, "sam", "success-manager", "They are called Ada.", Instant.EPOCH),
                        asked(3)),
                List.of(done, refused));

        assertThat(summary.through()).isEqualTo(3);
        assertThat(summary.text()).isEqualTo("""
                Earlier in this conversation:
                - discount; done: issued a test key
                - a success manager had the conversation and left: They are called Ada.
                - discount; not done: More than 50 % off is never given.""");
    }

    @Test
    void it_never_grows_beyond_its_bounds_and_the_latest_stays() {
        Summary summary = Summary.NONE;
        for (int i = 1; i <= 60; i++) {
            Step[] steps = IntStream.range(0, 10)
                    .mapToObj(step -> new Step(Step.Kind.DID, "x".repeat(1000), null))
                    .toArray(Step[]::new);
            summary = summary.with(List.of(asked(i)), List.of(turn(i, "t" + i, steps)));
        }

        assertThat(summary.entries()).hasSize(20);
        assertThat(summary.left()).isEqualTo(40);
        assertThat(summary.text())
                .hasSizeLessThan(4200)
                .contains("turns before that are left out", "discount; done: xxx");
    }

    private static Line asked(long revision) {
        return new Line.Asked(revision, new TurnId("t-" + revision), "ada", "text", Instant.EPOCH);
    }

    private static Turn turn(long revision, String id, Step... steps) {
        return Turn.Working.begun(new Turn.Beginning(
                        new TurnId(id),
                        new ConversationId("c"),
                        new Origin.Message(new Understood(Intent.DISCOUNT, 1)),
                        revision,
                        Instant.EPOCH))
                .replied(List.of(steps), List.of(), true, revision + 1);
    }
}
