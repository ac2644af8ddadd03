package io.aegis.orchestrator.inbound.messaging;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.orchestrator.application.QueueDue;
import io.aegis.orchestrator.application.Turns;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class QueueDueConsumer implements MessageHandler<QueueDue> {
    private final Turns turns;

    QueueDueConsumer(Turns turns) {
        this.turns = turns;
    }

    @Override
    public Class<QueueDue> handles() {
        return QueueDue.class;
    }

    @Override
    public void handle(QueueDue due, Delivery delivery) {
        turns.routeQueued(due, delivery);
    }
}
