package io.aegis.monitor.application;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Topics;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Playbooks;
import io.aegis.monitor.domain.Step;
import io.aegis.monitor.domain.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/**
 * Watches customers and steps in. An occasion, its timer and its verdict are rows that change in the caller's unit of
 * work, so each occasion is decided once, whatever is replayed or restarted.
 */
@ApplicationScoped
public class Monitor {
    private static final Logger LOG = Logger.getLogger(Monitor.class);

    private final Playbooks playbooks;
    private final WatchStore watches;
    private final OccasionStore occasions;
    private final Clock clock;

    Monitor(Playbooks playbooks, WatchStore watches, OccasionStore occasions, Clock clock) {
        this.playbooks = playbooks;
        this.watches = watches;
        this.occasions = occasions;
        this.clock = clock;
    }

    /** A change that comes behind a newer one brings its facts, but is not what the customer is like now. */
    public void learn(CustomerChanged changed, UnitOfWork unit) {
        watches.keep(changed.now());
        playbooks
                .decide(
                        unit.customer(),
                        occasions.waiting(unit.customer()),
                        changed.facts().stream().map(Happenings::of).toList())
                .forEach(step -> take(step, unit));
    }

    public void due(PlaybookDue due, UnitOfWork unit) {
        occasions.findWaiting(due.occasion()).ifPresent(occasion -> decide(occasion, unit));
    }

    private void take(Step step, UnitOfWork unit) {
        Occasion occasion = step.occasion();
        switch (step) {
            case Step.Await await -> {
                if (occasions.add(occasion)) {
                    unit.schedule(
                            PlaybookDue.timer(occasion.id()),
                            occasion.due(),
                            new PlaybookDue(occasion.customer(), occasion.id()));
                }
            }
            case Step.Forget forget -> {
                unit.cancel(PlaybookDue.timer(occasion.id()));
                settle(occasion, new Verdict.Pass(forget.reason()), now());
            }
        }
    }

    private void decide(Occasion occasion, UnitOfWork unit) {
        Instant now = now();
        Verdict verdict = playbooks.decideDue(
                occasion,
                watches.latest(occasion.customer()),
                occasions.lastRaised(occasion.customer(), occasion.playbook()),
                now);
        settle(occasion, verdict, now);
        if (verdict instanceof Verdict.Raise raise) {
            unit.publish(
                    Topics.INTERVENTIONS,
                    new InterventionRaised(occasion.id(), occasion.customer(), occasion.playbook(), raise.text(), now));
        }
    }

    private void settle(Occasion occasion, Verdict verdict, Instant now) {
        occasions.decide(occasion.id(), verdict, now);
        LOG.infof(
                "playbook %s customer=%s playbook=%s occasion=%s",
                verdict instanceof Verdict.Raise ? "raised" : "passed",
                occasion.customer(),
                occasion.playbook(),
                occasion.id());
    }

    /** As the database keeps it, so that the message and the row say the same. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
