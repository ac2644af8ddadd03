package io.aegis.agent.application;

import io.aegis.agent.domain.Ask;
import io.aegis.agent.domain.JournalEntry.Cancelled;
import io.aegis.agent.domain.JournalEntry.Held;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.contracts.ActionProposed;
import io.aegis.contracts.ActionWithdrawn;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Message;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Topics;
import io.aegis.contracts.TurnCancelled;
import io.aegis.contracts.TurnReport;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The use cases of a turn: it begins, its actions come to their ends, and it goes on until it is answered. Each is one
 * transaction, which saves the run and sends what follows from it.
 */
@ApplicationScoped
public class Turns {
    private static final Logger LOG = Logger.getLogger(Turns.class);

    private final Runs runs;
    private final Runner runner;
    private final Ahead ahead;
    private final Clock clock;

    Turns(Runs runs, Runner runner, Ahead ahead, Clock clock) {
        this.runs = runs;
        this.runner = runner;
        this.ahead = ahead;
        this.clock = clock;
    }

    /** Begins the run of a turn. A turn that is told twice is not begun again. */
    public void begin(IntentRouted routed, Delivery delivery) {
        begin(routed, Ask.of(routed), delivery);
    }

    /** The same for the turn that looks into a reply which did not help. */
    public void begin(FeedbackGiven feedback, Delivery delivery) {
        begin(feedback, Ask.about(feedback), delivery);
    }

    private void begin(Message told, Ask ask, Delivery delivery) {
        Run run = Run.start(ask);
        Advanced advanced = advance(run, delivery);
        ahead.commit(told, delivery, unit -> {
            if (runs.add(advanced.run)) {
                advanced.followed.accept(unit);
            }
        });
    }

    /** @param followed what follows from it, for the transaction that saves it */
    private record Advanced(Run run, Consumer<UnitOfWork> followed) {}

    private Advanced advance(Run run, Delivery delivery) {
        try {
            Run advanced = drive(run, delivery);
            return new Advanced(advanced, unit -> send(run, advanced, unit));
        } catch (Model.Busy busy) {
            LOG.warnf(
                    "a run waits, run=%s ms=%d reason=%s",
                    run.id(), busy.pause().toMillis(), busy.getMessage());
            return new Advanced(
                    runner.latest(run),
                    unit -> unit.schedule(
                            timer(run),
                            clock.instant().plus(busy.pause()),
                            new RunContinues(run.id(), unit.customer())));
        }
    }

    private static String timer(Run run) {
        return "run-" + run.id();
    }

    /** Sends what a run that was driven on proposed since, and where it stands. */
    private void send(Run before, Run advanced, UnitOfWork unit) {
        advanced.entries(Proposed.class)
                .skip(before.entries(Proposed.class).count())
                .forEach(proposed -> unit.publish(Topics.PROPOSED, new ActionProposed(proposed.action())));
        report(advanced, unit);
    }

    private Run drive(Run run, Delivery delivery) {
        try {
            return runner.drive(run, () -> cancellation(run, delivery));
        } catch (NotNow | Model.Busy e) {
            throw e;
        } catch (RuntimeException e) {
            if (delivery.lastAttempt()) {
                return runner.giveUp(run);
            }
            throw e;
        }
    }

    /** One that is still behind in the inbox, since a customer's messages are worked one after the other. */
    private static Optional<Cancelled> cancellation(Run run, Delivery delivery) {
        return delivery.waiting(TurnCancelled.class).stream()
                .filter(cancelled -> cancelled.turn().equals(run.ask().turn()))
                .findFirst()
                .map(cancelled -> new Cancelled(cancelled.by()));
    }

    /** Goes on with a run whose actions have all come to their ends, or whose model was busy. */
    public void resume(RunId id, Delivery delivery) {
        Run run = find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
        if (run.state() instanceof RunState.ModelsTurn) {
            Advanced advanced = advance(run, delivery);
            delivery.commit(unit -> {
                runs.save(advanced.run);
                advanced.followed.accept(unit);
            });
        } else {
            delivery.commit(unit -> {}); // it was cancelled meanwhile, and has said so
        }
    }

    /** The run as it was saved last; for reading. */
    public Optional<Run> find(RunId id) {
        return runs.find(id);
    }

    /** Records that an action ended, inside its transaction; the model goes on when nothing else is outstanding. */
    public void settle(RunId id, Settled settled, UnitOfWork unit) {
        Run run = get(id);
        if (run.settled(settled.action()).isEmpty()) {
            saveAndReport(run.with(settled), unit);
        }
    }

    /** Records that an action waits for a human, and tells the customer so when nothing else is on its way. */
    public void hold(RunId id, Held held, UnitOfWork unit) {
        Run run = get(id);
        if (run.settled(held.action()).isEmpty() && !run.journal().contains(held)) {
            saveAndReport(run.with(held), unit);
        }
    }

    /**
     * Stops a run before its next step and asks the gate to withdraw what has not ended. What was released before runs to its
     * end, and is told. Cancelling twice changes nothing.
     */
    public void cancel(TurnCancelled cancelled, Delivery delivery) {
        ahead.commit(cancelled, delivery, unit -> {
            Run never = Run.start(Ask.never(cancelled));
            Run run = runs.find(never.id()).orElse(never);
            if (run.cancelled()) {
                return;
            }
            Run stopped = run.with(new Cancelled(cancelled.by()));
            runs.save(stopped);
            unit.cancel(timer(run));
            if (stopped.state() instanceof RunState.AwaitsActions awaits) {
                awaits.open()
                        .forEach(action -> unit.publish(Topics.PROPOSED, new ActionWithdrawn(action, cancelled.by())));
            }
            report(stopped, unit);
        });
    }

    private Run get(RunId id) {
        return runs.find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
    }

    private void saveAndReport(Run run, UnitOfWork unit) {
        Optional<Run> advanced = runner.driveWithin(run);
        runs.save(advanced.orElse(run));
        if (advanced.isPresent()) {
            send(run, advanced.get(), unit);
        } else {
            unit.enqueue(new RunContinues(run.id(), unit.customer()));
            if (ahead.tells(run.id())) {
                unit.publish(Topics.REPLIES, progress(run));
            }
        }
    }

    /** How far a run has come is told once a transaction; nobody could see what lies between. */
    private void report(Run run, UnitOfWork unit) {
        TurnReport report = reported(run);
        if (!(report instanceof TurnReport.Progressed) || !ahead.leaves(run.id())) {
            ahead.tells(run.id());
            unit.publish(Topics.REPLIES, report);
        }
    }

    private static TurnReport reported(Run run) {
        return switch (run.state()) {
            case RunState.Finished finished -> answer(run, finished.said(), true);
            case RunState.Stopped stopped -> stopped(run);
            case RunState.AwaitsActions awaits
            when awaits.onHumans() -> answer(run, Say.of(waiting(run, awaits)), false);
            case RunState.AwaitsActions awaits -> progress(run);
            case RunState.ModelsTurn goesOn -> progress(run);
        };
    }

    private static String waiting(Run run, RunState.AwaitsActions awaits) {
        return awaits.open().stream()
                .flatMap(action -> run.entries(Proposed.class)
                        .filter(proposed -> proposed.action().id().equals(action.id())))
                .map(Proposed::title)
                .collect(Collectors.joining(
                        "\n- ",
                        "This needs a person's approval first, and I have asked for it:\n- ",
                        "\n\nI will write here as soon as it is decided."));
    }

    private static TurnReport progress(Run run) {
        return new TurnReport.Progressed(
                run.ask().turn(), run.ask().conversation(), run.ask().customer(), run.steps());
    }

    private static TurnReport stopped(Run run) {
        return new TurnReport.Stopped(
                run.ask().turn(), run.ask().conversation(), run.ask().customer(), run.steps(), run.seen());
    }

    private static TurnReport answer(Run run, Say said, boolean finished) {
        return new TurnReport.Answered(
                run.ask().turn(),
                run.ask().conversation(),
                run.ask().customer(),
                said.text(),
                run.steps(),
                said.offers(),
                finished,
                run.seen());
    }
}
