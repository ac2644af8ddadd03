package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Gate;
import io.aegis.approval.application.HoldDue;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class HoldDueHandler implements MessageHandler<HoldDue> {
    private final Gate gate;

    HoldDueHandler(Gate gate) {
        this.gate = gate;
    }

    @Override
    public Class<HoldDue> handles() {
        return HoldDue.class;
    }

    @Override
    public boolean onlyCommits(HoldDue message) {
        return true;
    }

    @Override
    public void handle(HoldDue message, Delivery delivery) {
        delivery.commit(unit -> gate.expire(message, unit));
    }
}
