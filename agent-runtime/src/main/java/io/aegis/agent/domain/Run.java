package io.aegis.agent.domain;

import io.aegis.agent.domain.JournalEntry.Cancelled;
import io.aegis.agent.domain.JournalEntry.Held;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Objected;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.Grounds;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.RunId;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Step;
import io.aegis.contracts.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One durable run of an agent: what it was asked, and the journal of what happened since. Immutable; every change is a new
 * run with a longer journal, and where it stands is derived.
 */
public record Run(RunId id, Ask ask, List<JournalEntry> journal) {
    public Run {
        journal = List.copyOf(journal);
    }

    public static Run start(Ask ask) {
        return new Run(of(ask.turn()), ask, List.of());
    }

    /** A turn has one run. */
    public static RunId of(TurnId turn) {
        return new RunId(turn.value());
    }

    public Run with(JournalEntry entry) {
        return new Run(
                id, ask, Stream.concat(journal.stream(), Stream.of(entry)).toList());
    }

    public RunState state() {
        List<ProposedAction> open = entries(Proposed.class)
                .map(Proposed::action)
                .filter(action -> settled(action.id()).isEmpty())
                .toList();
        if (!open.isEmpty()) {
            Set<ActionId> held = entries(Held.class).map(Held::action).collect(Collectors.toSet());
            return new RunState.AwaitsActions(
                    open, !cancelled() && open.stream().allMatch(action -> held.contains(action.id())));
        }
        if (cancelled()) {
            return new RunState.Stopped();
        }
        if (last() instanceof ModelAnswered answered && answered.answer() instanceof ModelAnswer.Say said) {
            return new RunState.Finished(said);
        }
        return new RunState.ModelsTurn();
    }

    public boolean cancelled() {
        return entries(Cancelled.class).findAny().isPresent();
    }

    /** The latest entry, when there is one. */
    public @Nullable JournalEntry last() {
        return journal.isEmpty() ? null : journal.getLast();
    }

    /** True when this is that run with a journal that only got longer. */
    public boolean continues(Run earlier) {
        int length = earlier.journal.size();
        return id.equals(earlier.id)
                && journal.size() > length
                && journal.subList(0, length).equals(earlier.journal);
    }

    /** What the paid answers of this run were asked with and cost, in their order. */
    public Stream<Paid> paid() {
        return entries(ModelAnswered.class).map(ModelAnswered::paid).flatMap(Stream::ofNullable);
    }

    /** The same position in a run gives the same id, so a step that is repeated after a crash proposes the same action. */
    public ActionId nextActionId() {
        return new ActionId(id + "." + (entries(Proposed.class).count() + 1));
    }

    /** What an action that is proposed now is proposed on: the last answer, and everything read before it. */
    public @Nullable Grounds grounds() {
        if (last() instanceof Proposed before) {
            return before.action().grounds(); // by the same answer
        }
        List<Grounds.Input> read = new ArrayList<>();
        Grounds grounds = null;
        for (JournalEntry entry : journal) {
            if (entry instanceof ToolRead tool) {
                read.add(new Grounds.Input(tool.tool(), Json.hash(tool.result())));
            } else if (entry instanceof ModelAnswered answered) {
                grounds = new Grounds(
                        ask.intent(), answered.model(), answered.promptVersion(), answered.policyVersion(), read);
            }
        }
        return grounds;
    }

    public Optional<ProposedAction> proposed(ActionId action) {
        return entries(Proposed.class)
                .map(Proposed::action)
                .filter(proposed -> proposed.id().equals(action))
                .findFirst();
    }

    public Optional<Settled> settled(ActionId action) {
        return entries(Settled.class)
                .filter(settled -> settled.action().equals(action))
                .findFirst();
    }

    public <E extends JournalEntry> Stream<E> entries(Class<E> type) {
        return journal.stream().filter(type::isInstance).map(type::cast);
    }

    /** What state must have applied before it is asked on behalf of this run. */
    public List<Seen> seen() {
        return Stream.concat(
                        ask.seen().stream(),
                        entries(Settled.class).map(Settled::seen).flatMap(Stream::ofNullable))
                .toList();
    }

    /** The steps as the customer is shown them. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (JournalEntry entry : journal) {
            switch (entry) {
                case ToolRead read -> steps.add(new Step(Step.Kind.LOOKED_AT, read.looked(), null));
                case Proposed proposed -> steps.add(step(proposed));
                case ModelAnswered said -> {}
                case Objected objected -> {}
                case ToolRefused refused -> {}
                case Held held -> {}
                case Settled settled -> {}
                case Cancelled cancelled -> {}
            }
        }
        return steps;
    }

    private Step step(Proposed proposed) {
        ActionId action = proposed.action().id();
        return settled(action)
                .map(settled -> new Step(
                        switch (settled.end()) {
                            case DONE -> Step.Kind.DID;
                            case FAILED -> Step.Kind.FAILED;
                            case DENIED, REJECTED, EXPIRED -> Step.Kind.REFUSED;
                        },
                        settled.told(),
                        action))
                .orElseGet(() -> new Step(Step.Kind.WAITING, proposed.title(), action));
    }
}
