package io.aegis.agent.inbound;

import io.aegis.agent.application.ForgetDue;
import io.aegis.agent.application.Forgetting;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ForgetDueConsumer implements MessageHandler<ForgetDue> {
    private final Forgetting forgetting;

    ForgetDueConsumer(Forgetting forgetting) {
        this.forgetting = forgetting;
    }

    @Override
    public Class<ForgetDue> handles() {
        return ForgetDue.class;
    }

    @Override
    public boolean onlyCommits(ForgetDue message) {
        return true;
    }

    @Override
    public void handle(ForgetDue message, Delivery delivery) {
        delivery.commit(forgetting::forget);
    }
}
