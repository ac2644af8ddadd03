package io.aegis.orchestrator.inbound.messaging;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.orchestrator.application.QueueDue;
import io.aegis.orchestrator.application.QuickMessages;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class QueueDueConsumer implements MessageHandler<QueueDue> {
    private final QuickMessages quick;

    QueueDueConsumer(QuickMessages quick) {
        this.quick = quick;
    }

    @Override
    public Class<QueueDue> handles() {
        return QueueDue.class;
    }

    @Override
    public void handle(QueueDue due, Delivery delivery) {
        quick.route(due, delivery);
    }
}
