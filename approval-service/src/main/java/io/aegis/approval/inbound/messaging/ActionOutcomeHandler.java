package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Books;
import io.aegis.approval.application.Gate;
import io.aegis.approval.application.Ledger;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.ActionType;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** How it ended belongs to the record of what was decided. What was done elsewhere, without a decision, does not. */
@ApplicationScoped
class ActionOutcomeHandler implements MessageHandler<ActionOutcome> {
    private final Gate gate;
    private final Ledger ledger;
    private final ActionCatalogue catalogue;

    ActionOutcomeHandler(Gate gate, Ledger ledger, ActionCatalogue catalogue) {
        this.gate = gate;
        this.ledger = ledger;
        this.catalogue = catalogue;
    }

    @Override
    public Class<ActionOutcome> handles() {
        return ActionOutcome.class;
    }

    @Override
    public boolean onlyCommits(ActionOutcome outcome) {
        return true;
    }

    @Override
    public void handle(ActionOutcome outcome, Delivery delivery) {
        delivery.commit(unit -> catalogue
                .find(outcome.type())
                .map(ActionType::agent)
                .ifPresent(executor -> {
                    ledger.lookUp(
                            new Books.Place(outcome.customer(), outcome.action()),
                            () -> delivery.together(ActionOutcome.class).stream()
                                    .map(other -> new Books.Place(other.customer(), other.action())));
                    gate.ended(outcome, executor, unit);
                }));
    }
}
