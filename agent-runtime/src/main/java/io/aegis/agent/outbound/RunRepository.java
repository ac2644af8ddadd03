package io.aegis.agent.outbound;

import io.aegis.agent.application.Runs;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.RunId;
import io.aegis.messaging.PersonalRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs in this agent's database. */
@ApplicationScoped
class RunRepository implements Runs, PersonalRecords {
    private final Clock clock;
    private final DraftRepository drafts;

    RunRepository(Clock clock, DraftRepository drafts) {
        this.clock = clock;
        this.drafts = drafts;
    }

    @Override
    public Optional<Run> find(RunId id) {
        return RunEntity.<RunEntity>findByIdOptional(id.value()).map(RunEntity::run);
    }

    @Override
    public List<Run> between(Instant from, Instant to, int most) {
        return RunEntity.<RunEntity>find("updatedAt >= ?1 and updatedAt < ?2 order by updatedAt, id", from, to)
                .range(0, most - 1)
                .stream()
                .map(RunEntity::run)
                .toList();
    }

    @Override
    public void save(Run run) {
        RunEntity row = RunEntity.findById(run.id().value());
        boolean first = row == null;
        if (first) {
            row = new RunEntity();
            row.id = run.id().value();
            row.customer = run.ask().customer().value();
            row.turn = run.ask().turn().value();
            row.beganAt = clock.instant();
        }
        row.finished = run.state() instanceof RunState.Finished || run.state() instanceof RunState.Stopped;
        row.write(run);
        row.updatedAt = clock.instant();
        if (first) {
            row.persist();
        }
        if (run.paid().findAny().isPresent()) {
            drafts.drop(run);
        }
    }

    /** Somebody waits for the end of a run that has not ended. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        RunEntity.delete("customer = ?1 and finished and beganAt <= ?2", customer.value(), until);
        return RunEntity.count("customer = ?1 and beganAt <= ?2", customer.value(), until) == 0;
    }
}
