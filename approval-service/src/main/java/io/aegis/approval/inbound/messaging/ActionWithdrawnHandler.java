package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Gate;
import io.aegis.contracts.ActionWithdrawn;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ActionWithdrawnHandler implements MessageHandler<ActionWithdrawn> {
    private final Gate gate;

    ActionWithdrawnHandler(Gate gate) {
        this.gate = gate;
    }

    @Override
    public Class<ActionWithdrawn> handles() {
        return ActionWithdrawn.class;
    }

    @Override
    public boolean onlyCommits(ActionWithdrawn message) {
        return true;
    }

    @Override
    public void handle(ActionWithdrawn message, Delivery delivery) {
        delivery.commit(unit -> gate.withdraw(
                message.action(), message.by(), delivery.envelope().correlation(), unit));
    }
}
