package io.aegis.orchestrator.domain;

import io.aegis.contracts.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of a turn as it was told last.
 *
 * @param held whether it is an action that waits for a human, as far as the agent has said
 * @param revision the conversation's, at which it became what it is: a reader asks for what is new by it
 */
public record Told(Step step, boolean held, long revision) {
    /**
     * An agent tells all steps so far, again and again. What was told before keeps its revision.
     *
     * @param onHumans true when the agent said that nothing goes on before a human has decided
     */
    static List<Told> tell(List<Told> before, List<Step> steps, boolean onHumans, long revision) {
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Told earlier = i < before.size() && before.get(i).step.equals(step) ? before.get(i) : null;
            boolean held = step.kind() == Step.Kind.WAITING && (onHumans || (earlier != null && earlier.held));
            told.add(earlier != null && earlier.held == held ? earlier : new Told(step, held, revision));
        }
        return List.copyOf(told);
    }
}
