package io.aegis.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Step LOOKED = new Step(Step.Kind.LOOKED_AT, "your account", null);
    private static final Step DID = new Step(Step.Kind.DID, "created the trial", null);
    private static final Step WAITS = new Step(Step.Kind.WAITING, "Create the trial", null);
    private static final Turn.Cancellation CANCELLATION = new Turn.Cancellation("ada", "customer", Instant.EPOCH, 9);
    private static final Offer KEY = new Offer("o1", "Issue a new test key", "key.issue", Json.object());
    private static final Offer PLAN = new Offer("o2", "Move to pro", "plan.change", Json.object());
    private static final Turn.Working WORKING = begun(new Origin.Message(new Understood(Intent.GET_STARTED, 0.9)));

    @Test
    void progress_replaces_the_steps() {
        Turn.Working turn = WORKING.progressed(List.of(LOOKED, WAITS), 2).progressed(List.of(LOOKED, DID), 3);

        assertThat(turn.steps()).containsExactly(new Told(LOOKED, false, 2), new Told(DID, false, 3));
    }

    @Test
    void a_step_is_held_when_the_agent_says_that_nothing_goes_on_before_a_human_decides() {
        Turn asked = WORKING.progressed(List.of(WAITS), 2);
        Turn held = asked.replied(List.of(WAITS), List.of(), false, 3);

        assertThat(asked.steps()).containsExactly(new Told(WAITS, false, 2));
        assertThat(held.steps()).containsExactly(new Told(WAITS, true, 3));
        assertThat(held.progressed(List.of(WAITS), 4).steps()).isEqualTo(held.steps());
        assertThat(held.progressed(List.of(DID), 4).steps()).containsExactly(new Told(DID, false, 4));
    }

    @Test
    void a_turn_is_cancelled_once_unless_it_has_ended() {
        Turn.Working working = WORKING.progressed(List.of(DID), 2);
        Turn waiting = working.replied(List.of(DID), List.of(KEY), false, 3);

        assertThat(working.cancel(CANCELLATION)).isInstanceOfSatisfying(Turn.Stop.Stopped.class, stopped -> {
            assertThat(stopped.turn().steps()).isEqualTo(working.steps());
            assertThat(stopped.turn().cancel(CANCELLATION)).isEqualTo(new Turn.Stop.Before(stopped.turn()));
        });
        assertThat(cancelled(waiting).outcome().offers()).containsExactly(KEY);
        assertThat(waiting.replied(List.of(DID), List.of(), true, 4).cancel(CANCELLATION))
                .isEqualTo(new Turn.Stop.TooLate());
    }

    @Test
    void a_reply_after_the_cancellation_is_none_but_what_was_done_is_told() {
        Turn late = cancelled(WORKING).replied(List.of(LOOKED, DID), List.of(KEY), true, 5);

        assertThat(late).isInstanceOfSatisfying(Turn.Cancelled.class, turn -> {
            assertThat(turn.outcome().offers()).isEmpty();
            assertThat(turn.told()).isEqualTo("Stopped. This had been done already, and stays:\n- created the trial");
        });
        assertThat(cancelled(WORKING).told()).isEqualTo("Stopped. Nothing had been done.");
    }

    @Test
    void a_turn_waits_as_long_as_another_reply_follows() {
        Turn.Replied waiting = WORKING.replied(List.of(LOOKED), List.of(), false, 2);
        Turn finished = waiting.replied(List.of(LOOKED, DID), List.of(), true, 2);

        assertThat(waiting).isInstanceOf(Turn.Waiting.class);
        assertThat(finished).isInstanceOf(Turn.Finished.class);
        assertThat(finished.steps()).extracting(Told::step).containsExactly(LOOKED, DID);
    }

    @Test
    void late_word_does_not_reopen_a_finished_turn() {
        Turn finished = WORKING.replied(List.of(DID), List.of(), true, 2);

        assertThat(finished.progressed(List.of(LOOKED), 3)).isEqualTo(finished);
        assertThat(finished.replied(List.of(DID), List.of(), false, 2)).isInstanceOf(Turn.Finished.class);
    }

    @Test
    void offers_of_an_earlier_reply_stay() {
        Turn.Replied turn =
                WORKING.replied(List.of(), List.of(KEY), false, 2).replied(List.of(), List.of(PLAN), true, 2);

        assertThat(turn.outcome().offers()).containsExactly(KEY, PLAN);
    }

    @Test
    void an_offer_is_accepted_once() {
        Turn.Replied turn = WORKING.replied(List.of(), List.of(KEY, PLAN), true, 2);

        assertThat(turn.accept("o1")).isInstanceOfSatisfying(Turn.Acceptance.Accepted.class, accepted -> {
            assertThat(accepted.offer()).isEqualTo(KEY);
            assertThat(accepted.turn().accept("o1")).isEqualTo(new Turn.Acceptance.Before());
            assertThat(accepted.turn().accept("o2")).isInstanceOf(Turn.Acceptance.Accepted.class);
        });
        assertThat(turn.accept("o3")).isEqualTo(new Turn.Acceptance.Unknown());
    }

    @Test
    void what_is_declined_is_not_offered_any_more_and_what_was_accepted_stays_so() {
        Turn.Replied offering = WORKING.replied(List.of(), List.of(KEY, PLAN), true, 2);
        Turn.Replied turn = offering.with(offering.outcome().accepting("o2"));

        assertThat(offering.open()).contains(PLAN);
        assertThat(turn.open()).contains(KEY);
        assertThat(turn.decline().open()).isEmpty();
        assertThat(turn.decline().accept("o1")).isEqualTo(new Turn.Acceptance.Declined());
        assertThat(turn.decline().accept("o2")).isEqualTo(new Turn.Acceptance.Before());
    }

    @Test
    void feedback_is_given_once() {
        Feedback down = new Feedback(Thumbs.DOWN, "wrong key");
        Turn.Replied turn = WORKING.replied(List.of(), List.of(), true, 2);

        assertThat(turn.judge(down)).isInstanceOfSatisfying(Turn.Judgement.Judged.class, judged -> {
            assertThat(judged.turn().outcome().feedback()).isEqualTo(down);
            assertThat(judged.turn().judge(down)).isEqualTo(new Turn.Judgement.Same());
            assertThat(judged.turn().judge(new Feedback(Thumbs.UP, null))).isEqualTo(new Turn.Judgement.Other());
        });
    }

    @Test
    void feedback_shows_as_a_turn_when_it_was_bad_and_answered() {
        Turn.Working down = begun(new Origin.Judged(new TurnId("t-0"), Thumbs.DOWN));
        Turn.Working up = begun(new Origin.Judged(new TurnId("t-0"), Thumbs.UP));

        assertThat(WORKING.visible()).isTrue();
        assertThat(down.visible()).isFalse();
        assertThat(down.replied(List.of(), List.of(), true, 2).visible()).isTrue();
        assertThat(up.replied(List.of(), List.of(), true, 2).visible()).isFalse();
    }

    @Test
    void the_first_words_of_the_customer_are_the_title() {
        Conversation conversation = Conversation.open(
                        new ConversationId("c-1"), new io.aegis.contracts.CustomerId("acme"), Instant.EPOCH)
                .changed(Instant.EPOCH)
                .said("  How do I " + "very ".repeat(30) + "start?\nPlease", Instant.EPOCH)
                .said("Thanks", Instant.EPOCH);

        assertThat(conversation.title())
                .startsWith("How do I very")
                .endsWith("…")
                .hasSize(80);
        assertThat(conversation.revision()).isEqualTo(3);
    }

    private static Turn.Cancelled cancelled(Turn turn) {
        return ((Turn.Stop.Stopped) turn.cancel(CANCELLATION)).turn();
    }

    private static Turn.Working begun(Origin origin) {
        return Turn.Working.begun(
                new Turn.Beginning(new TurnId("t-1"), new ConversationId("c-1"), origin, 1, Instant.EPOCH));
    }
}
