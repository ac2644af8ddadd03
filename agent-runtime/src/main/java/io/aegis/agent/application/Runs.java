package io.aegis.agent.application;

import io.aegis.agent.domain.Run;
import io.aegis.contracts.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where runs are kept. In a transaction a run is read once and, when it was saved, written once, as the last thing of it;
 * what was saved is found from then on.
 */
public interface Runs {
    /** The running transaction may look for these; the first look reads them all. */
    void expect(List<RunId> ids);

    Optional<Run> find(RunId id);

    /** Keeps a run that begins; false when there is one of its id, which stays as it is. */
    boolean add(Run run);

    void save(Run run);

    /** What was saved last in this period, the oldest first. */
    List<Run> between(Instant from, Instant to, int most);
}
