package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Gate;
import io.aegis.contracts.ReleaseReturned;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ReleaseReturnedHandler implements MessageHandler<ReleaseReturned> {
    private final Gate gate;

    ReleaseReturnedHandler(Gate gate) {
        this.gate = gate;
    }

    @Override
    public Class<ReleaseReturned> handles() {
        return ReleaseReturned.class;
    }

    @Override
    public boolean onlyCommits(ReleaseReturned message) {
        return true;
    }

    @Override
    public void handle(ReleaseReturned message, Delivery delivery) {
        delivery.commit(unit -> gate.returned(message, unit));
    }
}
