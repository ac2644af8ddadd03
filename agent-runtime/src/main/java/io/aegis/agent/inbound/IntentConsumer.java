package io.aegis.agent.inbound;

import io.aegis.agent.application.Turns;
import io.aegis.contracts.IntentRouted;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** A turn begins. */
@ApplicationScoped
class IntentConsumer implements MessageHandler<IntentRouted> {
    private final Turns turns;

    IntentConsumer(Turns turns) {
        this.turns = turns;
    }

    @Override
    public Class<IntentRouted> handles() {
        return IntentRouted.class;
    }

    @Override
    public void handle(IntentRouted routed, Delivery delivery) {
        turns.begin(routed, delivery);
    }
}
