package io.aegis.state.inbound.messaging;

import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.CustomerFact;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Chronicle;
import io.aegis.state.domain.Facts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class ActionOutcomeConsumer implements MessageHandler<ActionOutcome> {
    private final Chronicle chronicle;

    ActionOutcomeConsumer(Chronicle chronicle) {
        this.chronicle = chronicle;
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
        List<CustomerFact> facts = Facts.of(outcome, delivery.envelope().time());
        delivery.commit(unit -> {
            if (!facts.isEmpty()) {
                chronicle.learn(unit, delivery, facts);
            }
        });
    }
}
