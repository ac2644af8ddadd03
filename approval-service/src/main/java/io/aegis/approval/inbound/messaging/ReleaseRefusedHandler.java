package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Gate;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ReleaseRefusedHandler implements MessageHandler<ReleaseRefused> {
    private final Gate gate;

    ReleaseRefusedHandler(Gate gate) {
        this.gate = gate;
    }

    @Override
    public Class<ReleaseRefused> handles() {
        return ReleaseRefused.class;
    }

    @Override
    public boolean onlyCommits(ReleaseRefused message) {
        return true;
    }

    @Override
    public void handle(ReleaseRefused message, Delivery delivery) {
        delivery.commit(unit -> gate.refused(message, unit));
    }
}
