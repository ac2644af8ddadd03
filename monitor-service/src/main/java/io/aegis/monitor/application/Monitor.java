package io.aegis.monitor.application;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.application.WatchStore.Kept;
import io.aegis.monitor.application.WatchStore.News;
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
import java.util.stream.Stream;

/**
 * Watches customers: what playbooks wait for, and whether their goals are reached. All of it are rows that change in the
 * caller's unit of work, so each occasion is waited for once, whatever is replayed or restarted.
 */
@ApplicationScoped
public class Monitor {
    private final Shelf shelf;
    private final WatchStore watches;
    private final OccasionStore occasions;
    private final Clock clock;

    Monitor(Shelf shelf, WatchStore watches, OccasionStore occasions, Clock clock) {
        this.shelf = shelf;
        this.watches = watches;
        this.occasions = occasions;
        this.clock = clock;
    }

    /**
     * A change that comes behind a newer one brings its facts, but is not what the customer is like now. From before the
     * customer was erased nothing is taken.
     */
    public void learn(CustomerChanged changed, UnitOfWork unit) {
        learn(
                shelf.known(),
                changed,
                changed.facts().stream().map(Happenings::of).toList(),
                unit);
    }

    /** What begins is decided before anything is read, and kept only if it was decided by the playbooks in force. */
    private void learn(Shelf.Stock stock, CustomerChanged changed, List<Happening> happenings, UnitOfWork unit) {
        Playbooks playbooks = stock.playbooks();
        boolean heeded = playbooks.heed(happenings);
        Traits customer = heeded ? Traits.of(changed.now()) : Traits.NONE;
        List<Step> begins = playbooks.decide(unit.customer(), List.of(), customer, happenings);
        Kept kept = watches.keep(new News(
                stock.revision(),
                changed.now(),
                happenings,
                now(),
                heeded,
                changed.facts().stream().flatMap(Monitor::mail).toList(),
                begins.stream()
                        .filter(Step.Await.class::isInstance)
                        .map(Step::occasion)
                        .toList()));
        switch (kept) {
            case Kept.Outdated outdated -> learn(shelf.anew(), changed, happenings, unit);
            case Kept.Erased erased -> unit.emptyReceived();
            case Kept.Taken taken -> {
                measure(playbooks, taken.measured(), happenings, unit);
                List<Step> steps = taken.open().isEmpty()
                        ? begins
                        : playbooks.decide(unit.customer(), taken.open(), customer, happenings);
                steps.forEach(step -> take(step, taken, unit));
            }
        }
    }

    /** The goal's time is over. */
    public void goalDue(GoalDue due) {
        occasions.close(due.occasion(), null, now());
    }

    /** A mail that an agent sends is a contact like any other; what a playbook writes goes with an intervention that is one. */
    private static Stream<Instant> mail(CustomerFact fact) {
        return fact instanceof CustomerFact.MailSent mail && !mail.template().startsWith(InterventionRaised.REQUESTER)
                ? Stream.of(mail.at())
                : Stream.of();
    }

    private void measure(Playbooks playbooks, List<Measured> measured, List<Happening> happenings, UnitOfWork unit) {
        for (Measured contact : measured) {
            playbooks
                    .of(contact.occasion())
                    .map(Playbook::goal)
                    .flatMap(goal -> happenings.stream()
                            .filter(happening -> goal.isReachedBy(happening, contact.since()))
                            .findFirst())
                    .ifPresent(happening -> {
                        InterventionId id = contact.occasion().id();
                        occasions.close(id, happening.time("at"), now());
                        unit.cancel(GoalDue.timer(id));
                    });
        }
    }

    private void take(Step step, Kept.Taken taken, UnitOfWork unit) {
        Occasion occasion = step.occasion();
        switch (step) {
            case Step.Await await -> {
                if (taken.begun().contains(occasion.id())) {
                    unit.schedule(
                            PlaybookDue.timer(occasion.id()),
                            occasion.due(),
                            new PlaybookDue(occasion.customer(), occasion.id()));
                }
            }
            case Step.Forget forget -> {
                unit.cancel(PlaybookDue.timer(occasion.id()));
                occasions.decide(occasion, new Verdict.Pass(forget.reason()), now(), null);
            }
        }
    }

    /** As the database keeps it, so that the message and the row say the same. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
