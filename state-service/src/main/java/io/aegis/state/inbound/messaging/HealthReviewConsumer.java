package io.aegis.state.inbound.messaging;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Chronicle;
import io.aegis.state.application.HealthReviewDue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class HealthReviewConsumer implements MessageHandler<HealthReviewDue> {
    private final Chronicle chronicle;

    HealthReviewConsumer(Chronicle chronicle) {
        this.chronicle = chronicle;
    }

    @Override
    public Class<HealthReviewDue> handles() {
        return HealthReviewDue.class;
    }

    @Override
    public boolean onlyCommits(HealthReviewDue due) {
        return true;
    }

    @Override
    public void handle(HealthReviewDue due, Delivery delivery) {
        delivery.commit(unit -> chronicle.learn(unit, delivery, List.of()));
    }
}
