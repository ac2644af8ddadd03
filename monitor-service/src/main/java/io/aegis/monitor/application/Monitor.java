package io.aegis.monitor.application;

import io.aegis.contracts.CustomerChanged;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.messaging.UnitOfWork;
import io.aegis.monitor.application.Notebook.Page;
import io.aegis.monitor.application.OccasionStore.Measured;
import io.aegis.monitor.application.WatchStore.News;
import io.aegis.monitor.application.WatchStore.Question;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches customers: what playbooks wait for, and whether their goals are reached. All of it are rows that change in the
 * caller's unit of work, so each occasion is waited for once, whatever is replayed or restarted.
 */
@ApplicationScoped
public class Monitor {
    private final Shelf shelf;
    private final Notebook notebook;
    private final OccasionStore occasions;
    private final Clock clock;

    Monitor(Shelf shelf, Notebook notebook, OccasionStore occasions, Clock clock) {
        this.shelf = shelf;
        this.notebook = notebook;
        this.occasions = occasions;
        this.clock = clock;
    }

    /**
     * A change that comes behind a newer one brings its facts, but is not what the customer is like now. From before the
     * customer was erased nothing is taken.
     *
     * @param together what else may be learned in this transaction
     */
    public void learn(CustomerChanged changed, Supplier<List<CustomerChanged>> together, UnitOfWork unit) {
        learn(shelf.known(), changed, together, unit);
    }

    /** What begins is decided before anything is read, and kept only if it was decided by the playbooks in force. */
    private void learn(
            Shelf.Stock stock, CustomerChanged changed, Supplier<List<CustomerChanged>> together, UnitOfWork unit) {
        Playbooks playbooks = stock.playbooks();
        Heard heard = hear(playbooks, changed);
        Optional<Page> known = notebook.keep(
                stock.revision(),
                heard.news,
                heard.question(),
                () -> together.get().stream()
                        .filter(other -> other != changed)
                        .map(other -> hear(playbooks, other).question()));
        if (known.isEmpty()) {
            learn(shelf.anew(), changed, together, unit);
        } else if (!known.get().takes(heard.news)) {
            unit.emptyReceived();
        } else if (heard.heeded) {
            follow(playbooks, heard, known.get(), unit);
        }
    }

    /**
     * A message as playbooks see it, whatever else is known of the customer.
     *
     * @param heeded whether playbooks can care
     */
    private record Heard(News news, boolean heeded, Traits customer, List<Step> begins) {
        Question question() {
            return new Question(
                    news.now().customer(),
                    heeded,
                    news.begins().stream().map(Occasion::id).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private Heard hear(Playbooks playbooks, CustomerChanged changed) {
        List<Happening> happenings =
                changed.facts().stream().map(Happenings::of).toList();
        boolean heeded = playbooks.heed(happenings);
        Traits customer = heeded ? Traits.of(changed.now()) : Traits.NONE;
        List<Step> begins = playbooks.decide(changed.customer(), List.of(), customer, happenings);
        News news = new News(
                changed.now(),
                happenings,
                now(),
                changed.facts().stream().flatMap(Monitor::mail).toList(),
                begins.stream()
                        .filter(Step.Await.class::isInstance)
                        .map(Step::occasion)
                        .toList());
        return new Heard(news, heeded, customer, begins);
    }

    private void follow(Playbooks playbooks, Heard heard, Page page, UnitOfWork unit) {
        List<Happening> happenings = heard.news.happenings();
        measure(playbooks, page, happenings, unit);
        List<Occasion> open = page.open();
        List<Step> steps =
                open.isEmpty() ? heard.begins : playbooks.decide(unit.customer(), open, heard.customer, happenings);
        steps.forEach(step -> take(step, page, unit));
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

    private void measure(Playbooks playbooks, Page page, List<Happening> happenings, UnitOfWork unit) {
        for (Measured contact : page.measured()) {
            playbooks
                    .of(contact.occasion())
                    .map(Playbook::goal)
                    .flatMap(goal -> happenings.stream()
                            .filter(happening -> goal.isReachedBy(happening, contact.since()))
                            .findFirst())
                    .ifPresent(happening -> {
                        InterventionId id = contact.occasion().id();
                        occasions.close(id, happening.time("at"), now());
                        page.reached(contact);
                        unit.cancel(GoalDue.timer(id));
                    });
        }
    }

    private void take(Step step, Page page, UnitOfWork unit) {
        Occasion occasion = step.occasion();
        switch (step) {
            case Step.Await await -> {
                if (page.begin(occasion)) {
                    unit.schedule(
                            PlaybookDue.timer(occasion.id()),
                            occasion.due(),
                            new PlaybookDue(occasion.customer(), occasion.id()));
                }
            }
            case Step.Forget forget -> {
                page.forget(occasion);
                notebook.write(occasion);
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
