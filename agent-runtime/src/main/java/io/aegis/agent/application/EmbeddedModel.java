package io.aegis.agent.application;

import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.Run;

/** The port to the model that is always there, whichever is chosen: it costs nothing, and asks nobody. */
public interface EmbeddedModel {
    ModelAnswered next(Run run);
}
