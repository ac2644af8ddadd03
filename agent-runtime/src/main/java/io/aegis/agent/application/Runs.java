package io.aegis.agent.application;

import io.aegis.agent.domain.Run;
import io.aegis.contracts.RunId;
import java.util.Optional;

/** Where runs are kept. Inside a transaction only. */
public interface Runs {
    Optional<Run> find(RunId id);

    void save(Run run);
}
