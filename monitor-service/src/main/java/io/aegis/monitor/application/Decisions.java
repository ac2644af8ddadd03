package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Topics;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.domain.Arbiter;
import io.aegis.monitor.domain.Goal;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.aegis.monitor.domain.Situation;
import io.aegis.monitor.domain.Traits;
import io.aegis.monitor.domain.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes out to a customer. It happens under the customer's lock, with all occasions that are due by then: who has
 * the higher priority speaks first, and what the contact budget does not allow is held back, visibly, until it does.
 */
@ApplicationScoped
public class Decisions {
    private static final Logger LOG = Logger.getLogger(Decisions.class);

    private final Shelf shelf;
    private final WatchStore watches;
    private final OccasionStore occasions;
    private final Arbiter arbiter;
    private final Clock clock;

    Decisions(Shelf shelf, WatchStore watches, OccasionStore occasions, Arbiter arbiter, Clock clock) {
        this.shelf = shelf;
        this.watches = watches;
        this.occasions = occasions;
        this.arbiter = arbiter;
        this.clock = clock;
    }

    /** An occasion's time has come, or the time that it was held back until. */
    public void due(UnitOfWork unit) {
        Playbooks playbooks = shelf.playbooks();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        occasions.open(unit.customer()).stream()
                .filter(occasion -> !occasion.due().isAfter(now))
                .sorted(Comparator.comparingInt((Occasion occasion) -> -priority(playbooks, occasion))
                        .thenComparing(Occasion::due)
                        .thenComparing(occasion -> occasion.id().value()))
                .forEach(occasion -> decide(playbooks, occasion, now, unit));
    }

    private static int priority(Playbooks playbooks, Occasion occasion) {
        return playbooks.of(occasion).map(Playbook::priority).orElse(0);
    }

    private void decide(Playbooks playbooks, Occasion occasion, Instant now, UnitOfWork unit) {
        Optional<Playbook> playbook = playbooks.of(occasion);
        Verdict verdict = playbook.isEmpty()
                ? new Verdict.Pass("the playbook is no longer there")
                : !playbooks.enabled(occasion.playbook())
                        ? new Verdict.Suppress("the playbook is disabled")
                        : arbiter.decide(
                                occasion,
                                playbook.get(),
                                situation(occasion.customer(), occasion.playbook(), now),
                                chosen -> chosen.variants().getFirst());
        Instant closes = playbook.map(Playbook::goal)
                .map(goal -> closes(goal, verdict, now))
                .orElse(null);
        occasions.decide(occasion.id(), verdict, now, closes);
        follow(occasion, verdict, now, unit);
        if (closes != null) {
            unit.schedule(GoalDue.timer(occasion.id()), closes, new GoalDue(occasion.customer(), occasion.id()));
        }
        LOG.infof(
                "playbook %s customer=%s playbook=%s version=%d occasion=%s",
                word(verdict), occasion.customer(), occasion.playbook(), occasion.version(), occasion.id());
    }

    private void follow(Occasion occasion, Verdict verdict, Instant now, UnitOfWork unit) {
        switch (verdict) {
            case Verdict.Postpone postpone ->
                unit.schedule(
                        PlaybookDue.timer(occasion.id()),
                        postpone.until(),
                        new PlaybookDue(occasion.customer(), occasion.id()));
            case Verdict.Raise raise -> {
                settled(occasion, unit);
                watches.contacted(occasion.customer(), now, occasion.playbook());
                unit.publish(
                        Topics.INTERVENTIONS,
                        new InterventionRaised(
                                occasion.id(), occasion.customer(), occasion.playbook(), raise.text(), now));
            }
            case Verdict.HoldOut holdOut -> {
                settled(occasion, unit);
                watches.contacted(occasion.customer(), now, occasion.playbook());
            }
            case Verdict.Suppress suppress -> settled(occasion, unit);
            case Verdict.Pass pass -> settled(occasion, unit);
        }
    }

    /** It may be decided on another's time, with its own still to come. */
    private static void settled(Occasion occasion, UnitOfWork unit) {
        unit.cancel(PlaybookDue.timer(occasion.id()));
    }

    private Situation situation(CustomerId customer, String playbook, Instant now) {
        CustomerSnapshot latest = watches.latest(customer);
        return new Situation(
                Traits.of(latest),
                null,
                null,
                watches.contacts(customer, now.minus(arbiter.contacts().within())),
                occasions.approached(customer, playbook),
                now);
    }

    private static @Nullable Instant closes(Goal goal, Verdict verdict, Instant now) {
        return verdict instanceof Verdict.Raise || verdict instanceof Verdict.HoldOut ? now.plus(goal.within()) : null;
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Raise raise -> "raised";
            case Verdict.HoldOut holdOut -> "held out";
            case Verdict.Postpone postpone -> "held";
            case Verdict.Suppress suppress -> "suppressed";
            case Verdict.Pass pass -> "passed";
        };
    }
}
