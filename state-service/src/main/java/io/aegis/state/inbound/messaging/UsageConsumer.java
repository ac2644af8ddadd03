package io.aegis.state.inbound.messaging;

import io.aegis.contracts.UsageRecorded;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.state.application.Origin;
import io.aegis.state.application.UsageIntake;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class UsageConsumer implements MessageHandler<UsageRecorded> {
    private final UsageIntake intake;

    UsageConsumer(UsageIntake intake) {
        this.intake = intake;
    }

    @Override
    public Class<UsageRecorded> handles() {
        return UsageRecorded.class;
    }

    @Override
    public boolean onlyCommits(UsageRecorded usage) {
        return true;
    }

    @Override
    public void handle(UsageRecorded usage, Delivery delivery) {
        delivery.commit(unit -> intake.record(unit, Origin.of(delivery.envelope()), List.of(usage)));
    }
}
