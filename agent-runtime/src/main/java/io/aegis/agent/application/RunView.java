package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.JournalEntry;
import io.aegis.agent.domain.JournalEntry.Held;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Objected;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Paid;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.RunId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a turn came to its end, for people who have to answer for it.
 *
 * @param state thinking, waiting, finished or stopped
 * @param objections why answers of the model were not used
 * @param tokensIn over all answers, as are the other sums
 * @param cost in the currency of the configured prices
 */
public record RunView(
        RunId id,
        CustomerId customer,
        ConversationId conversation,
        String state,
        List<Answer> answers,
        List<Result> results,
        List<Action> actions,
        List<String> objections,
        long tokensIn,
        long tokensOut,
        BigDecimal cost) {

    /**
     * One answer of a model.
     *
     * @param promptVersion of what told the model how to decide: the prompt, or the skills of the embedded one
     * @param policyVersion the catalogue of actions and rules that it was given under
     * @param calls the tools it called; none when it spoke
     * @param prompt the hash under which the whole prompt is kept; like what follows it, absent when nothing was paid
     * @param cost in the currency of the configured prices
     */
    public record Answer(
            String model,
            String promptVersion,
            String policyVersion,
            List<String> calls,
            @Nullable String prompt,
            @Nullable String finish,
            @Nullable Long tokensIn,
            @Nullable Long tokensOut,
            @Nullable BigDecimal cost) {}

    /** What a tool gave, or why it was refused. */
    public record Result(
            String tool,
            @Nullable ObjectNode result,
            @Nullable String refused) {}

    /**
     * @param state proposed, held, done, failed, denied, rejected or expired
     * @param policyVersion the catalogue by whose rule it was decided; absent before
     */
    public record Action(
            ActionId id,
            String type,
            ObjectNode arguments,
            String state,
            @Nullable String told,
            @Nullable String policyVersion) {}

    public static RunView of(Run run) {
        List<Paid> paid = run.paid().toList();
        return new RunView(
                run.id(),
                run.ask().customer(),
                run.ask().conversation(),
                switch (run.state()) {
                    case RunState.ModelsTurn turn -> "thinking";
                    case RunState.AwaitsActions awaits -> "waiting";
                    case RunState.Finished finished -> "finished";
                    case RunState.Stopped stopped -> "stopped";
                },
                run.entries(ModelAnswered.class).map(RunView::answer).toList(),
                run.journal().stream().flatMap(entry -> result(entry).stream()).toList(),
                run.entries(Proposed.class)
                        .map(proposed -> action(run, proposed))
                        .toList(),
                run.entries(Objected.class).map(Objected::reason).toList(),
                paid.stream().mapToLong(Paid::tokensIn).sum(),
                paid.stream().mapToLong(Paid::tokensOut).sum(),
                money(paid.stream().mapToLong(Paid::costNanos).sum()));
    }

    private static Answer answer(ModelAnswered answered) {
        List<String> calls = answered.answer() instanceof ModelAnswer.CallTools tools
                ? tools.calls().stream().map(ToolCall::tool).toList()
                : List.of();
        Paid paid = answered.paid();
        return new Answer(
                answered.model(),
                answered.promptVersion(),
                answered.policyVersion(),
                calls,
                paid == null ? null : paid.prompt(),
                paid == null ? null : paid.finish(),
                paid == null ? null : paid.tokensIn(),
                paid == null ? null : paid.tokensOut(),
                paid == null ? null : money(paid.costNanos()));
    }

    private static Optional<Result> result(JournalEntry entry) {
        return switch (entry) {
            case ToolRead read -> Optional.of(new Result(read.tool(), read.result(), null));
            case ToolRefused refused -> Optional.of(new Result(refused.tool(), null, refused.reason()));
            case ModelAnswered answered -> Optional.empty();
            case Objected objected -> Optional.empty();
            case Proposed proposed -> Optional.empty();
            case Held held -> Optional.empty();
            case Settled settled -> Optional.empty();
            case JournalEntry.Cancelled cancelled -> Optional.empty();
        };
    }

    private static Action action(Run run, Proposed proposed) {
        ActionId id = proposed.action().id();
        Optional<Settled> settled = run.settled(id);
        Optional<Held> held =
                run.entries(Held.class).filter(one -> one.action().equals(id)).findFirst();
        return new Action(
                id,
                proposed.action().type(),
                proposed.action().arguments(),
                settled.map(end -> end.end().name().toLowerCase(Locale.ROOT))
                        .orElse(held.isPresent() ? "held" : "proposed"),
                settled.map(Settled::told).orElse(null),
                settled.map(Settled::policyVersion)
                        .or(() -> held.map(Held::policyVersion))
                        .orElse(null));
    }

    private static BigDecimal money(long nanos) {
        return BigDecimal.valueOf(nanos, 9);
    }
}
