package io.aegis.agent.application;

import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Run;

/**
 * The port to whatever thinks. Unless it is {@link #embedded}, it is called outside any transaction. Its answer is journalled before anything follows
 * from it. It proposes; what it proposes is checked against the catalogue and decided by the gate.
 */
public interface Model {
    /** Recorded with each answer. */
    String name();

    ModelAnswer next(Run run);

    /** True when an answer needs nothing but the run, costs nothing, and takes no time worth speaking of. */
    default boolean embedded() {
        return false;
    }
}
