package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Gate;
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
    private final ActionCatalogue catalogue;

    ActionOutcomeHandler(Gate gate, ActionCatalogue catalogue) {
        this.gate = gate;
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
                .ifPresent(executor -> gate.ended(outcome, executor, unit)));
    }
}
