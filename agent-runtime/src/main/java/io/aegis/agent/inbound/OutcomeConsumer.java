package io.aegis.agent.inbound;

import io.aegis.agent.application.Ahead;
import io.aegis.agent.application.Turns;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Seen;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/** An action that this agent proposed was executed by another. */
@ApplicationScoped
class OutcomeConsumer implements MessageHandler<ActionOutcome> {
    private final Turns turns;
    private final Ahead ahead;

    OutcomeConsumer(Turns turns, Ahead ahead) {
        this.turns = turns;
        this.ahead = ahead;
    }

    @Override
    public Class<ActionOutcome> handles() {
        return ActionOutcome.class;
    }

    @Override
    public boolean onlyCommits(ActionOutcome outcome) {
        return true;
    }

    @Override
    public void handle(ActionOutcome outcome, Delivery delivery) {
        Envelope envelope = delivery.envelope();
        Seen seen = new Seen(envelope.source(), Objects.requireNonNullElse(envelope.sequence(), 0L));
        ahead.commit(outcome, delivery, unit -> turns.settle(outcome.run(), Settled.of(outcome, seen), unit));
    }
}
