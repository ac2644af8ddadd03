package io.aegis.agent.application;

import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.Run;

/**
 * The port to whatever thinks. A paid one is called outside any transaction, and its answer is journalled before anything
 * follows from it; another one is embedded, and may be asked inside a transaction. It proposes; what it proposes is checked
 * against the catalogue and decided by the gate.
 */
public interface Model {
    /** True when answers cost money: each is saved by itself, so that a crash does not buy it twice. */
    boolean paid();

    /**
     * Asked once for each answer; it tries nothing twice.
     *
     * @throws io.aegis.messaging.NotNow when it is to be asked later; any other exception is a failed attempt
     */
    ModelAnswered next(Run run);
}
