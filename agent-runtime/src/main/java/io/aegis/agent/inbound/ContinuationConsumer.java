package io.aegis.agent.inbound;

import io.aegis.agent.application.RunContinues;
import io.aegis.agent.application.Turns;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** A run goes on, since all its actions came to their ends. */
@ApplicationScoped
class ContinuationConsumer implements MessageHandler<RunContinues> {
    private final Turns turns;

    ContinuationConsumer(Turns turns) {
        this.turns = turns;
    }

    @Override
    public Class<RunContinues> handles() {
        return RunContinues.class;
    }

    @Override
    public void handle(RunContinues continues, Delivery delivery) {
        turns.resume(continues.run(), delivery);
    }
}
