package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.CustomerRepository;
import io.aegis.approval.domain.Basis;
import io.aegis.contracts.CustomerChanged;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** What state knows of the customer is kept, as far as a decision can rest on it. */
@ApplicationScoped
class CustomerChangedHandler implements MessageHandler<CustomerChanged> {
    private final CustomerRepository customers;

    CustomerChangedHandler(CustomerRepository customers) {
        this.customers = customers;
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
        delivery.commit(unit -> customers.keep(message.customer(), message.now().version(), Basis.of(message.now())));
    }
}
