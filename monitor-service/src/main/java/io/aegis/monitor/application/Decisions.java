package io.aegis.monitor.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Topics;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.application.WatchStore.Standing;
import io.aegis.monitor.domain.Arbiter;
import io.aegis.monitor.domain.Goal;
import io.aegis.monitor.domain.Help;
import io.aegis.monitor.domain.Occasion;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Playbooks;
import io.aegis.monitor.domain.Situation;
import io.aegis.monitor.domain.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final String MAIL = "mail.send";

    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final Shelf shelf;
    private final Notebook notebook;
    private final OccasionStore occasions;
    private final Arbiter arbiter;
    private final Measurements measurements;

    Decisions(Shelf shelf, Notebook notebook, OccasionStore occasions, Arbiter arbiter, Measurements measurements) {
        this.shelf = shelf;
        this.notebook = notebook;
        this.occasions = occasions;
        this.arbiter = arbiter;
        this.measurements = measurements;
    }

    /**
     * An occasion's time has come, or the time that it was held back until. It is looked at also when this machine's clock is
     * behind that of the one that fired the timer, since the timer is gone.
     */
    public void due(PlaybookDue due, UnitOfWork unit) {
        Instant now = measurements.now();
        Standing standing =
                notebook.standing(unit.customer(), now.minus(arbiter.contacts().within()));
        List<Occasion> ripe = standing.open().stream()
                .filter(occasion ->
                        !occasion.due().isAfter(now) || occasion.id().equals(due.occasion()))
                .toList();
        if (ripe.isEmpty()) {
            return;
        }
        Shelf.Stock stock = shelf.known();
        Playbooks playbooks = (stock.revision() == standing.revision() ? stock : shelf.anew()).playbooks();
        List<Instant> contacts = new ArrayList<>(standing.contacts());
        Map<String, Instant> approached = new HashMap<>(standing.approached());
        ripe.stream()
                .sorted(Comparator.comparingInt(
                                (Occasion occasion) -> ripe.size() == 1 ? 0 : -priority(playbooks, occasion))
                        .thenComparing(Occasion::due)
                        .thenComparing(occasion -> occasion.id().value()))
                .forEach(occasion -> {
                    Situation situation = Situation.of(
                            standing.customer(),
                            contacts,
                            Optional.ofNullable(approached.get(occasion.playbook())),
                            now);
                    if (decide(playbooks, occasion, situation, unit).contacts()) {
                        contacts.add(now);
                        approached.put(occasion.playbook(), now);
                    }
                });
    }

    private int priority(Playbooks playbooks, Occasion occasion) {
        return playbooks
                .of(occasion)
                .map(playbook -> measurements.priority(playbook, occasion.version()))
                .orElse(0);
    }

    private Verdict decide(Playbooks playbooks, Occasion occasion, Situation situation, UnitOfWork unit) {
        Instant now = situation.now();
        Optional<Playbook> playbook = playbooks.of(occasion);
        Verdict verdict = playbook.isEmpty()
                ? new Verdict.Pass("the playbook is no longer there")
                : !playbooks.enabled(occasion.playbook())
                        ? new Verdict.Suppress("the playbook is disabled")
                        : arbiter.decide(
                                occasion,
                                playbook.get(),
                                situation,
                                () -> measurements.choose(playbook.get(), occasion.version(), occasion.id()));
        Instant closes = playbook.map(Playbook::goal)
                .map(goal -> closes(goal, verdict, now))
                .orElse(null);
        occasions.decide(occasion, verdict, now, closes);
        playbook.ifPresent(known -> follow(known, occasion, verdict, now, unit));
        if (closes != null) {
            unit.schedule(GoalDue.timer(occasion.id()), closes, new GoalDue(occasion.customer(), occasion.id()));
        }
        LOG.infof(
                "playbook %s customer=%s playbook=%s version=%d occasion=%s",
                word(verdict), occasion.customer(), occasion.playbook(), occasion.version(), occasion.id());
        return verdict;
    }

    private void follow(Playbook playbook, Occasion occasion, Verdict verdict, Instant now, UnitOfWork unit) {
        switch (verdict) {
            case Verdict.Postpone postpone ->
                unit.schedule(
                        PlaybookDue.timer(occasion.id()),
                        postpone.until(),
                        new PlaybookDue(occasion.customer(), occasion.id()));
            case Verdict.Raise raise -> {
                settled(occasion, unit);
                unit.publish(
                        Topics.INTERVENTIONS,
                        new InterventionRaised(
                                occasion.id(),
                                occasion.customer(),
                                occasion.playbook(),
                                raise.text(),
                                playbook.help() instanceof Help.Task task ? task.intent() : null,
                                proposals(playbook, raise),
                                now));
            }
            case Verdict.HoldOut holdOut -> settled(occasion, unit);
            case Verdict.Suppress suppress -> settled(occasion, unit);
            case Verdict.Pass pass -> settled(occasion, unit);
        }
    }

    private List<Offer> proposals(Playbook playbook, Verdict.Raise raise) {
        List<Offer> proposals = new ArrayList<>();
        if (playbook.help() instanceof Help.Action action) {
            proposals.add(proposal("help", action.type(), action.arguments()));
        }
        if (raise.letter() != null) {
            proposals.add(proposal(
                    "mail",
                    MAIL,
                    Json.object()
                            .put("template", "written")
                            .put("subject", raise.letter().subject())
                            .put("text", raise.letter().text())));
        }
        return proposals;
    }

    private Offer proposal(String id, String type, ObjectNode arguments) {
        ActionType action = catalogue.get(type);
        ObjectNode complete = action.complete(arguments);
        return new Offer(id, action.describe(complete), type, complete);
    }

    /** It may be decided on another's time, with its own still to come. */
    private static void settled(Occasion occasion, UnitOfWork unit) {
        unit.cancel(PlaybookDue.timer(occasion.id()));
    }

    private static @Nullable Instant closes(Goal goal, Verdict verdict, Instant now) {
        return verdict.contacts() ? now.plus(goal.within()) : null;
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
