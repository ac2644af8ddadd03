package io.aegis.orchestrator.inbound.messaging;

import io.aegis.contracts.CustomerErased;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.orchestrator.application.ConversationStore;
import jakarta.enterprise.context.ApplicationScoped;

/** What was said with a customer is forgotten with him. */
@ApplicationScoped
class CustomerErasedConsumer implements MessageHandler<CustomerErased> {
    private final ConversationStore conversations;

    CustomerErasedConsumer(ConversationStore conversations) {
        this.conversations = conversations;
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
            conversations.forget(erased.customer());
            unit.emptyReceived();
        });
    }
}
