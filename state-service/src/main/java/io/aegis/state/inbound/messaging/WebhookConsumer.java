package io.aegis.state.inbound.messaging;

import io.aegis.contracts.CustomerFact;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Chronicle;
import io.aegis.state.application.WebhookReceived;
import io.aegis.state.application.Webhooks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class WebhookConsumer implements MessageHandler<WebhookReceived> {
    private final Webhooks webhooks;
    private final Chronicle chronicle;

    WebhookConsumer(Webhooks webhooks, Chronicle chronicle) {
        this.webhooks = webhooks;
        this.chronicle = chronicle;
    }

    @Override
    public Class<WebhookReceived> handles() {
        return WebhookReceived.class;
    }

    @Override
    public boolean onlyCommits(WebhookReceived taken) {
        return !webhooks.asksBack(taken);
    }

    @Override
    public void handle(WebhookReceived taken, Delivery delivery) {
        List<CustomerFact> told = webhooks.understand(taken);
        delivery.commit(unit -> {
            if (!told.isEmpty()) {
                chronicle.learn(unit, delivery, told);
            }
        });
    }
}
