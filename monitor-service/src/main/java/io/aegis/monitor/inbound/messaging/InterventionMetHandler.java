package io.aegis.monitor.inbound.messaging;

import io.aegis.contracts.InterventionMet;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.monitor.application.OccasionStore;
import jakarta.enterprise.context.ApplicationScoped;

/** What customers do with interventions. */
@ApplicationScoped
class InterventionMetHandler implements MessageHandler<InterventionMet> {
    private final OccasionStore occasions;

    InterventionMetHandler(OccasionStore occasions) {
        this.occasions = occasions;
    }

    @Override
    public Class<InterventionMet> handles() {
        return InterventionMet.class;
    }

    @Override
    public boolean onlyCommits(InterventionMet met) {
        return true;
    }

    @Override
    public void handle(InterventionMet met, Delivery delivery) {
        delivery.commit(unit -> occasions.met(met));
    }
}
