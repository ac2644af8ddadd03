package io.aegis.state.inbound.messaging;

import io.aegis.contracts.BillingEvent;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Chronicle;
import io.aegis.state.domain.Facts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

@ApplicationScoped
class BillingConsumer implements MessageHandler<BillingEvent> {
    private final Chronicle chronicle;
    private final Clock clock;

    BillingConsumer(Chronicle chronicle, Clock clock) {
        this.chronicle = chronicle;
        this.clock = clock;
    }

    @Override
    public Class<BillingEvent> handles() {
        return BillingEvent.class;
    }

    @Override
    public boolean onlyCommits(BillingEvent event) {
        return true;
    }

    @Override
    public void handle(BillingEvent event, Delivery delivery) {
        var happened = OutsideTime.of(delivery.envelope(), clock);
        delivery.commit(unit -> chronicle.learn(unit, delivery, Facts.of(event, happened)));
    }
}
