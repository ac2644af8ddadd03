package io.aegis.agent.application;

import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.Run;
import java.time.Duration;

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
     * @throws Busy when it is to be asked later; any other exception is a failed attempt
     */
    ModelAnswered next(Run run);

    /** It cannot be asked now, which is nobody's failure. The run goes on after a while, and holds nothing up until then. */
    final class Busy extends RuntimeException {
        private final Duration pause;

        /** @param message why; it is logged, so it holds no content */
        public Busy(String message, Duration pause) {
            super(message);
            this.pause = pause;
        }

        public Duration pause() {
            return pause;
        }
    }
}
