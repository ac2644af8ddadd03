package io.aegis.agent.domain;

import io.aegis.contracts.ProposedAction;
import java.util.List;

/** Where a run stands. */
public sealed interface RunState {
    /** Nothing is outstanding: the model speaks next. */
    record ModelsTurn() implements RunState {}

    /**
     * Actions are at the gate or being executed.
     *
     * @param onHumans true when each of them is held and somebody still waits for it
     */
    record AwaitsActions(List<ProposedAction> open, boolean onHumans) implements RunState {
        public AwaitsActions {
            open = List.copyOf(open);
        }
    }

    /** Cancelled, and nothing is outstanding any more. */
    record Stopped() implements RunState {}

    /** The last word was said. */
    record Finished(ModelAnswer.Say said) implements RunState {}
}
