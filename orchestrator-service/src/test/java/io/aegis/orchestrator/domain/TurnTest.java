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
    private static final Offer KEY = new Offer("o1", "Issue a new test key", "key.issue", Json.object());
    private static final Offer PLAN = new Offer("o2", "Move to pro", "plan.change", Json.object());
    private static final Turn.Working WORKING = begun(new Origin.Message(new Understood(Intent.GET_STARTED, 0.9)));

    @Test
    void progress_replaces_the_steps() {
        assertThat(WORKING.progressed(List.of(LOOKED)).progressed(List.of(LOOKED, DID)))
                .isEqualTo(new Turn.Working(WORKING.beginning(), List.of(LOOKED, DID)));
    }

    @Test
    void a_turn_waits_as_long_as_another_reply_follows() {
        Turn.Replied waiting = WORKING.replied(List.of(LOOKED), List.of(), false);
        Turn.Replied finished = waiting.replied(List.of(LOOKED, DID), List.of(), true);

        assertThat(waiting).isInstanceOf(Turn.Waiting.class);
        assertThat(finished).isInstanceOf(Turn.Finished.class);
        assertThat(finished.steps()).containsExactly(LOOKED, DID);
    }

    @Test
    void late_word_does_not_reopen_a_finished_turn() {
        Turn finished = WORKING.replied(List.of(DID), List.of(), true);

        assertThat(finished.progressed(List.of(LOOKED))).isEqualTo(finished);
        assertThat(finished.replied(List.of(DID), List.of(), false)).isInstanceOf(Turn.Finished.class);
    }

    @Test
    void offers_of_an_earlier_reply_stay() {
        Turn.Replied turn = WORKING.replied(List.of(), List.of(KEY), false).replied(List.of(), List.of(PLAN), true);

        assertThat(turn.outcome().offers()).containsExactly(KEY, PLAN);
    }

    @Test
    void an_offer_is_accepted_once() {
        Turn.Replied turn = WORKING.replied(List.of(), List.of(KEY, PLAN), true);

        assertThat(turn.accept("o1")).isInstanceOfSatisfying(Turn.Acceptance.Accepted.class, accepted -> {
            assertThat(accepted.offer()).isEqualTo(KEY);
            assertThat(accepted.turn().accept("o1")).isEqualTo(new Turn.Acceptance.Before());
            assertThat(accepted.turn().accept("o2")).isInstanceOf(Turn.Acceptance.Accepted.class);
        });
        assertThat(turn.accept("o3")).isEqualTo(new Turn.Acceptance.Unknown());
    }

    @Test
    void feedback_is_given_once() {
        Feedback down = new Feedback(Thumbs.DOWN, "wrong key");
        Turn.Replied turn = WORKING.replied(List.of(), List.of(), true);

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
        assertThat(down.replied(List.of(), List.of(), true).visible()).isTrue();
        assertThat(up.replied(List.of(), List.of(), true).visible()).isFalse();
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

    private static Turn.Working begun(Origin origin) {
        return new Turn.Working(
                new Turn.Beginning(new TurnId("t-1"), new ConversationId("c-1"), origin, 1, Instant.EPOCH), List.of());
    }
}
