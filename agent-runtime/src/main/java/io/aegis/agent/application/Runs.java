package io.aegis.agent.application;

import io.aegis.agent.domain.Run;
import io.aegis.contracts.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where runs are kept. Inside a transaction only. */
public interface Runs {
    Optional<Run> find(RunId id);

    void save(Run run);

    /** What was saved last in this period, the oldest first. */
    List<Run> between(Instant from, Instant to, int most);
}
