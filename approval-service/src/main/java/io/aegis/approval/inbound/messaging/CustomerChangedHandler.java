package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.Ledger;
import io.aegis.approval.domain.Basis;
import io.aegis.contracts.CustomerChanged;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** What state knows of the customer is kept, as far as a decision can rest on it. */
@ApplicationScoped
class CustomerChangedHandler implements MessageHandler<CustomerChanged> {
    private final Ledger ledger;

    CustomerChangedHandler(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Class<CustomerChanged> handles() {
        return CustomerChanged.class;
    }

    @Override
    public boolean onlyCommits(CustomerChanged message) {
        return true;
    }

    @Override
    public void handle(CustomerChanged message, Delivery delivery) {
        delivery.commit(unit -> ledger.keep(message.customer(), message.now().version(), Basis.of(message.now())));
    }
}
