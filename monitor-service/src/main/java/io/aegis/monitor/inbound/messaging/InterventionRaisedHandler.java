package io.aegis.monitor.inbound.messaging;

import io.aegis.contracts.InterventionRaised;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.monitor.application.Webhook;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * This service's own word of an intervention comes back to it, to be passed on by webhook. It is tried again like any
 * message, for minutes, and is a dead letter after that; what else is told of its customer waits so long.
 */
@ApplicationScoped
class InterventionRaisedHandler implements MessageHandler<InterventionRaised> {
    private final Webhook webhook;

    InterventionRaisedHandler(Webhook webhook) {
        this.webhook = webhook;
    }

    @Override
    public Class<InterventionRaised> handles() {
        return InterventionRaised.class;
    }

    @Override
    public boolean onlyCommits(InterventionRaised raised) {
        return !webhook.configured();
    }

    @Override
    public void handle(InterventionRaised raised, Delivery delivery) {
        if (webhook.configured()) {
            webhook.deliver(raised);
        }
        delivery.commit(unit -> {});
    }
}
