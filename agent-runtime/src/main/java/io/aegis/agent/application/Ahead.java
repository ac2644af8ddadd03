package io.aegis.agent.application;

import io.aegis.agent.domain.Run;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.FeedbackGiven;
import io.aegis.contracts.IntentRouted;
import io.aegis.contracts.Message;
import io.aegis.contracts.RunId;
import io.aegis.contracts.TurnCancelled;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Effects;
import io.aegis.messaging.TransactionMemory;
import io.aegis.messaging.UnitOfWork;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Says once a transaction what its messages are about, so that all they look for is read by one statement. */
@ApplicationScoped
public class Ahead {
    private final TransactionMemory memory;
    private final Runs runs;
    private final Effects effects;
    private final List<ActionRecords> records;

    Ahead(TransactionMemory memory, Runs runs, Effects effects, @All List<ActionRecords> records) {
        this.memory = memory;
        this.runs = runs;
        this.effects = effects;
        this.records = records;
    }

    /** What a transaction knows of its messages. */
    private static final class Known {
        private final Map<RunId, Integer> toCome = new HashMap<>();
        private final Set<RunId> owed = new HashSet<>();
        private boolean said;

        void settled() {
            if (!owed.isEmpty()) {
                throw new IllegalStateException("how far a run has come was left to a message that did not tell");
            }
        }
    }

    private Known known() {
        return Objects.requireNonNull(
                memory.kept(Known.class, Known::new, Known::settled), "only inside a transaction");
    }

    /** Commits the message; what it looks for is expected before, and so is that of all that are committed with it. */
    public void commit(Message message, Delivery delivery, Consumer<UnitOfWork> work) {
        delivery.commit(unit -> {
            Known known = known();
            if (!known.said) {
                List<Message> all = Stream.concat(Stream.of(message), delivery.together(Message.class).stream())
                        .distinct()
                        .toList();
                expect(all);
                all.stream().flatMap(Ahead::run).forEach(run -> known.toCome.merge(run, 1, Integer::sum));
                known.said = true;
            }
            run(message).forEach(run -> known.toCome.merge(run, -1, Integer::sum));
            work.accept(unit);
        });
    }

    /**
     * True when a message about the run is still to be worked in this transaction, so that how far it has come may be left to
     * that one. If nothing {@link #tells} in the end, the transaction fails, and each message is worked by itself.
     */
    boolean leaves(RunId run) {
        Known known = known();
        boolean left = known.toCome.getOrDefault(run, 0) > 0;
        if (left) {
            known.owed.add(run);
        }
        return left;
    }

    /** @return true when it had been left to be told */
    boolean tells(RunId run) {
        return known().owed.remove(run);
    }

    private void expect(List<Message> messages) {
        runs.expect(messages.stream().flatMap(Ahead::run).distinct().toList());
        List<ActionId> released = messages.stream()
                .filter(ActionDecision.Released.class::isInstance)
                .map(message -> ((ActionDecision.Released) message).action().id())
                .distinct()
                .toList();
        effects.expect(released.stream().map(ActionId::value).toList());
        records.forEach(kept -> kept.expect(released));
    }

    private static Stream<RunId> run(Message message) {
        return switch (message) {
            case ActionDecision decision -> Stream.of(decision.action().run());
            case ActionOutcome outcome -> Stream.of(outcome.run());
            case IntentRouted routed -> Stream.of(Run.of(routed.turn()));
            case FeedbackGiven feedback -> Stream.of(Run.of(feedback.turn()));
            case TurnCancelled cancelled -> Stream.of(Run.of(cancelled.turn()));
            default -> Stream.empty();
        };
    }
}
