package io.aegis.state.inbound.messaging;

import io.aegis.contracts.InterventionRaised;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Chronicle;
import io.aegis.state.domain.Facts;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class InterventionConsumer implements MessageHandler<InterventionRaised> {
    private final Chronicle chronicle;

    InterventionConsumer(Chronicle chronicle) {
        this.chronicle = chronicle;
    }

    @Override
    public Class<InterventionRaised> handles() {
        return InterventionRaised.class;
    }

    @Override
    public boolean onlyCommits(InterventionRaised raised) {
        return true;
    }

    @Override
    public void handle(InterventionRaised raised, Delivery delivery) {
        delivery.commit(unit -> chronicle.learn(unit, delivery, Facts.of(raised)));
    }
}
