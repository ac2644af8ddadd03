package io.aegis.agent.application;

import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.Message;
import io.aegis.contracts.RunId;
import io.aegis.contracts.TurnCancelled;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Effects;
import io.aegis.messaging.TransactionMemory;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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

    private record Said() {}

    /** Inside the transaction of a message, before it looks for anything; all that are committed with it are expected too. */
    public void expect(Message message, Delivery delivery) {
        memory.kept(
                Said.class,
                () -> {
                    expect(Stream.concat(Stream.of(message), delivery.together(Message.class).stream())
                            .distinct()
                            .toList());
                    return new Said();
                },
                said -> {});
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
            case TurnCancelled cancelled -> Stream.of(new RunId(cancelled.turn().value()));
            default -> Stream.empty();
        };
    }
}
