package io.aegis.monitor.application;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.InterventionRaised;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.domain.Happening;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.aegis.monitor.domain.Step;
import io.aegis.monitor.domain.Traits;
import io.aegis.monitor.domain.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Watches customers: what playbooks wait for, and whether their goals are reached. All of it are rows that change in the
 * caller's unit of work, so each occasion is waited for once, whatever is replayed or restarted.
 */
@ApplicationScoped
public class Monitor {
    private final Shelf shelf;
    private final WatchStore watches;
    private final OccasionStore occasions;
    private final HistoryStore history;
    private final Clock clock;

    Monitor(Shelf shelf, WatchStore watches, OccasionStore occasions, HistoryStore history, Clock clock) {
        this.shelf = shelf;
        this.watches = watches;
        this.occasions = occasions;
        this.history = history;
        this.clock = clock;
    }

    /**
     * A change that comes behind a newer one brings its facts, but is not what the customer is like now. From before the
     * customer was erased nothing is taken.
     */
    public void learn(CustomerChanged changed, UnitOfWork unit) {
        CustomerSnapshot now = changed.now();
        if (now.version() < watches.erased(unit.customer())) {
            unit.emptyReceived();
            return;
        }
        Playbooks playbooks = shelf.playbooks();
        watches.keep(now);
        history.keep(changed, now());
        changed.facts().forEach(fact -> count(fact, unit));
        List<Happening> happenings =
                changed.facts().stream().map(Happenings::of).toList();
        happenings.forEach(happening -> measure(playbooks, happening, unit));
        playbooks
                .decide(unit.customer(), occasions.open(unit.customer()), Traits.of(now), happenings)
                .forEach(step -> take(step, unit));
    }

    /** The goal's time is over. */
    public void goalDue(GoalDue due, UnitOfWork unit) {
        occasions.findMeasured(due.occasion()).ifPresent(measured -> occasions.close(due.occasion(), null, now()));
    }

    /** A mail that an agent sends is a contact like any other; what a playbook writes goes with an intervention that is one. */
    private void count(CustomerFact fact, UnitOfWork unit) {
        if (fact instanceof CustomerFact.MailSent mail && !mail.template().startsWith(InterventionRaised.REQUESTER)) {
            watches.contacted(unit.customer(), mail.at(), "mail");
        }
    }

    private void measure(Playbooks playbooks, Happening happening, UnitOfWork unit) {
        for (Measured measured : occasions.measured(unit.customer())) {
            Optional<Instant> reached = playbooks
                    .of(measured.occasion())
                    .map(Playbook::goal)
                    .filter(goal -> goal.isReachedBy(happening, measured.since()))
                    .map(goal -> happening.time("at"));
            if (reached.isPresent()) {
                occasions.close(measured.occasion().id(), reached.get(), now());
                unit.cancel(GoalDue.timer(measured.occasion().id()));
            }
        }
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
                occasions.decide(occasion.id(), new Verdict.Pass(forget.reason()), now(), null);
            }
        }
    }

    /** As the database keeps it, so that the message and the row say the same. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
