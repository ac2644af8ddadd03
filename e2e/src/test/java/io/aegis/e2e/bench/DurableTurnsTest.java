package io.aegis.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.local.testing.Wire.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DurableTurnsTest {
    private static final Found KEY = outcome("1", "aegis.action.succeeded.v1", "key.issue");
    private static final Found SANDBOX = outcome("2", "aegis.action.succeeded.v1", "sandbox.provision");

    @Test
    void both_actions_once_is_right() {
        assertThat(wrong(KEY, SANDBOX)).isEmpty();
    }

    @Test
    void one_outcome_sent_twice_is_one() {
        assertThat(wrong(KEY, SANDBOX, KEY)).isEmpty();
    }

    @Test
    void an_action_done_twice_is_wrong() {
        assertThat(wrong(KEY, SANDBOX, outcome("3", "aegis.action.succeeded.v1", "key.issue")))
                .containsExactly("ann had done: [key.issue, sandbox.provision, key.issue]");
    }

    @Test
    void a_missing_action_is_wrong() {
        assertThat(wrong(KEY)).containsExactly("ann had done: [key.issue]");
    }

    @Test
    void a_failed_action_is_wrong() {
        assertThat(wrong(KEY, outcome("2", "aegis.action.failed.v1", "sandbox.provision")))
                .containsExactly("ann had done: [key.issue, sandbox.provision failed]");
    }

    private static List<String> wrong(Found... outcomes) {
        return DurableTurns.wrong(Set.of("ann"), List.of(outcomes));
    }

    private static Found outcome(String id, String type, String action) {
        return new Found(
                "aegis.actions.outcomes.v1",
                "ann",
                "{\"type\":\"%s\"}".formatted(action),
                Map.of("ce_type", type, "ce_source", "onboarding", "ce_id", id));
    }
}
