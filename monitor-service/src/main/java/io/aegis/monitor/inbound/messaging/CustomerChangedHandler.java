package io.aegis.monitor.inbound.messaging;

import io.aegis.contracts.CustomerChanged;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.monitor.application.Monitor;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CustomerChangedHandler implements MessageHandler<CustomerChanged> {
    private final Monitor monitor;

    CustomerChangedHandler(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Class<CustomerChanged> handles() {
        return CustomerChanged.class;
    }

    @Override
    public boolean onlyCommits(CustomerChanged changed) {
        return true;
    }

    @Override
    public void handle(CustomerChanged changed, Delivery delivery) {
        delivery.commit(unit -> monitor.learn(changed, () -> delivery.together(CustomerChanged.class), unit));
    }
}
