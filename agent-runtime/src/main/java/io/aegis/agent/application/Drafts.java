package io.aegis.agent.application;

import io.aegis.agent.domain.Run;

/** Runs with answers that were paid for and from which nothing has followed yet. Outside of any transaction. */
public interface Drafts {
    /** The run with what was paid for after it was saved last; the run itself when there is nothing. */
    Run latest(Run run);

    /** Keeps the run until it is saved for good. */
    void keep(Run run);
}
