package io.aegis.agent.inbound;

import io.aegis.agent.application.Turns;
import io.aegis.contracts.TurnCancelled;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** A turn is not wanted any more. */
@ApplicationScoped
class CancelConsumer implements MessageHandler<TurnCancelled> {
    private final Turns turns;

    CancelConsumer(Turns turns) {
        this.turns = turns;
    }

    @Override
    public Class<TurnCancelled> handles() {
        return TurnCancelled.class;
    }

    @Override
    public boolean onlyCommits(TurnCancelled cancelled) {
        return true;
    }

    @Override
    public void handle(TurnCancelled cancelled, Delivery delivery) {
        turns.cancel(cancelled, delivery);
    }
}
