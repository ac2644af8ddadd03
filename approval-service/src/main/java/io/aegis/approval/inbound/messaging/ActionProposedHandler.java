package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Gate;
import io.aegis.contracts.ActionProposed;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ActionProposedHandler implements MessageHandler<ActionProposed> {
    private final Gate gate;

    ActionProposedHandler(Gate gate) {
        this.gate = gate;
    }

    @Override
    public Class<ActionProposed> handles() {
        return ActionProposed.class;
    }

    @Override
    public boolean onlyCommits(ActionProposed message) {
        return true;
    }

    @Override
    public void handle(ActionProposed message, Delivery delivery) {
        delivery.commit(
                unit -> gate.propose(message.action(), delivery.envelope().correlation(), unit));
    }
}
