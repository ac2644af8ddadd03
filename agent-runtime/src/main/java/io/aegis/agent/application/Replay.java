package io.aegis.agent.application;

import io.aegis.agent.application.Replayed.Verdict;
import io.aegis.agent.application.Replayed.Wanted;
import io.aegis.agent.domain.JournalEntry;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ProposedAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One recorded turn, decided again: the model is asked anew, and every tool tells what it told then. No tool is called and
 * nothing is proposed to anybody. It ends where the model asks for something that was not recorded: a tool that was not
 * called with these arguments, or the end of an action that was not proposed.
 */
final class Replay {
    /** A turn that has not come to its end by then never does. */
    private static final int ANSWERS = 50;

    private static final String NONE = "none";

    /** A call and what came of it at once. */
    private record Told(ToolCall call, JournalEntry entry) {}

    private final EmbeddedModel model;
    private final Toolbox toolbox;
    private final Run recorded;
    private final List<Told> told;
    private final List<ProposedAction> wanted = new ArrayList<>();
    private Run now;
    private @Nullable String stopped;

    Replay(EmbeddedModel model, Toolbox toolbox, Run recorded) {
        this.model = model;
        this.toolbox = toolbox;
        this.recorded = recorded;
        this.told = told(recorded);
        this.now = Run.start(recorded.ask());
    }

    /** Each call is answered by one entry, right behind the answer that called, in the order of the calls. */
    private static List<Told> told(Run recorded) {
        List<Told> told = new ArrayList<>();
        Deque<ToolCall> calls = new ArrayDeque<>();
        for (JournalEntry entry : recorded.journal()) {
            if (entry instanceof ModelAnswered answered) {
                calls.clear();
                if (answered.answer() instanceof CallTools tools) {
                    calls.addAll(tools.calls());
                }
            } else if (!calls.isEmpty()
                    && (entry instanceof ToolRead || entry instanceof ToolRefused || entry instanceof Proposed)) {
                told.add(new Told(calls.remove(), entry));
            }
        }
        return told;
    }

    Replayed run() {
        String version = NONE;
        boolean speaks = false;
        for (int i = 0; i < ANSWERS && stopped == null && !speaks; i++) {
            ModelAnswered answered = model.next(now);
            version = answered.promptVersion();
            now = now.with(answered);
            if (answered.answer() instanceof CallTools(List<ToolCall> calls)) {
                long before = now.entries(Proposed.class).count();
                calls.forEach(this::call);
                now.entries(Proposed.class)
                        .skip(before)
                        .map(Proposed::action)
                        .toList()
                        .forEach(this::settle);
            } else {
                speaks = true;
            }
        }
        if (!speaks && stopped == null) {
            stopped = "it came to no end";
        }
        return replayed(version);
    }

    private void call(ToolCall call) {
        Optional<Told> same = take(known -> known.call.equals(call));
        if (same.isPresent()) {
            add(same.get().entry);
        } else if (toolbox.onlyProposes(call)) {
            JournalEntry entry = toolbox.call(now, call);
            add(
                    entry instanceof Proposed proposed
                            ? take(known -> known.entry instanceof Proposed one
                                            && isSame(one.action(), proposed.action()))
                                    .map(Told::entry)
                                    .orElse(entry)
                            : entry);
        } else {
            stop(call.tool() + " was not called like this, so what it would have told is not known");
        }
    }

    private void add(JournalEntry entry) {
        now = now.with(entry);
        if (entry instanceof Proposed proposed) {
            wanted.add(proposed.action());
        }
    }

    /** The action has the end that it had then. */
    private void settle(ProposedAction action) {
        boolean proposedThen = recorded.entries(Proposed.class).anyMatch(one -> isSame(one.action(), action));
        Optional<Settled> end = proposedThen ? recorded.settled(action.id()) : Optional.empty();
        if (end.isPresent()) {
            now = now.with(end.get());
        } else {
            stop(action.type() + (proposedThen ? " has not ended yet" : " was not proposed, so its end is not known"));
        }
    }

    private void stop(String why) {
        if (stopped == null) {
            stopped = why;
        }
    }

    private Optional<Told> take(Predicate<Told> fits) {
        Optional<Told> found = told.stream().filter(fits).findFirst();
        found.ifPresent(told::remove);
        return found;
    }

    private static boolean isSame(ProposedAction one, ProposedAction other) {
        return one.type().equals(other.type()) && one.argumentsHash().equals(other.argumentsHash());
    }

    private Replayed replayed(String version) {
        List<ProposedAction> then =
                recorded.entries(Proposed.class).map(Proposed::action).toList();
        ModelAnswered first = recorded.entries(ModelAnswered.class).findFirst().orElse(null);
        return new Replayed(
                recorded.id(),
                recorded.ask().customer(),
                recorded.ask().intent(),
                first == null ? NONE : first.model(),
                first == null ? NONE : first.promptVersion(),
                version,
                verdict(then),
                then.stream().map(Replay::wanted).toList(),
                wanted.stream().map(Replay::wanted).toList(),
                stopped);
    }

    private Verdict verdict(List<ProposedAction> then) {
        boolean begins = wanted.size() <= then.size();
        for (int i = 0; begins && i < wanted.size(); i++) {
            begins = isSame(wanted.get(i), then.get(i));
        }
        if (!begins) {
            return Verdict.DIFFERS;
        }
        return stopped != null ? Verdict.UNKNOWN : wanted.size() == then.size() ? Verdict.SAME : Verdict.DIFFERS;
    }

    private static Wanted wanted(ProposedAction action) {
        return new Wanted(action.type(), action.arguments());
    }
}
