package io.aegis.monitor.inbound.messaging;

import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.monitor.application.Erasure;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CustomerErasedHandler implements MessageHandler<CustomerErased> {
    private final Erasure erasure;

    CustomerErasedHandler(Erasure erasure) {
        this.erasure = erasure;
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
        delivery.commit(unit -> erasure.erase(erased, unit));
    }
}
