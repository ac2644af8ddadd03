package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Books;
import io.aegis.approval.application.Gate;
import io.aegis.approval.application.Ledger;
import io.aegis.contracts.ActionProposed;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ActionProposedHandler implements MessageHandler<ActionProposed> {
    private final Gate gate;
    private final Ledger ledger;

    ActionProposedHandler(Gate gate, Ledger ledger) {
        this.gate = gate;
        this.ledger = ledger;
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
        delivery.commit(unit -> {
            ledger.lookUp(
                    Books.Place.of(message.action()),
                    () -> delivery.together(ActionProposed.class).stream()
                            .map(other -> Books.Place.of(other.action())));
            gate.propose(message.action(), delivery.envelope().correlation(), unit);
        });
    }
}
