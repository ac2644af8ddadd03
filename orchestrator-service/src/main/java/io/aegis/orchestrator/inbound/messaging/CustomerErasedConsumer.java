package io.aegis.orchestrator.inbound.messaging;

import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Forgetting;
import io.aegis.messaging.MessageHandler;
import io.aegis.orchestrator.application.Users;
import jakarta.enterprise.context.ApplicationScoped;

/** What was said with a customer is forgotten with him, and his users are no more. */
@ApplicationScoped
class CustomerErasedConsumer implements MessageHandler<CustomerErased> {
    private final Users users;
    private final Forgetting forgetting;

    CustomerErasedConsumer(Users users, Forgetting forgetting) {
        this.users = users;
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
            users.erase(unit);
            forgetting.begin(unit, erased.at());
        });
    }
}
