package io.aegis.agent.inbound;

import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Forgetting;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class CustomerErasedConsumer implements MessageHandler<CustomerErased> {
    private final Forgetting forgetting;

    CustomerErasedConsumer(Forgetting forgetting) {
        this.forgetting = forgetting;
    }

    @Override
    public Class<CustomerErased> handles() {
        return CustomerErased.class;
    }

    @Override
    public boolean onlyCommits(CustomerErased message) {
        return true;
    }

    @Override
    public void handle(CustomerErased message, Delivery delivery) {
        delivery.commit(unit -> forgetting.begin(unit, message.at()));
    }
}
