package io.aegis.approval.inbound.messaging;

import io.aegis.approval.application.CustomerRepository;
import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Forgetting;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CustomerErasedHandler implements MessageHandler<CustomerErased> {
    private final CustomerRepository customers;
    private final Forgetting forgetting;

    CustomerErasedHandler(CustomerRepository customers, Forgetting forgetting) {
        this.customers = customers;
        this.forgetting = forgetting;
    }

    @Override
    public Class<CustomerErased> handles() {
        return CustomerErased.class;
    }

    @Override
    public boolean onlyCommits(CustomerErased erased) {
        return true;
    }

    @Override
    public void handle(CustomerErased erased, Delivery delivery) {
        delivery.commit(unit -> {
            customers.forget(erased.customer(), erased.version());
            forgetting.begin(unit, erased.at());
        });
    }
}
