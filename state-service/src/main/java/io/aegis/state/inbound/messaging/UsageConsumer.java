package io.aegis.state.inbound.messaging;

import io.aegis.contracts.Json;
import io.aegis.contracts.Topics;
import io.aegis.contracts.UsageEvent;
import io.aegis.contracts.UsageRecorded;
import io.aegis.messaging.BatchHandler;
import io.aegis.state.application.UsageIntake;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class UsageConsumer implements BatchHandler<UsageEvent> {
    private final UsageIntake intake;
    private final ReviewLoop reviews;

    UsageConsumer(UsageIntake intake, ReviewLoop reviews) {
        this.intake = intake;
        this.reviews = reviews;
    }

    @Override
    public Class<UsageEvent> handles() {
        return UsageEvent.class;
    }

    @Override
    public String topic() {
        return Topics.USAGE;
    }

    @Override
    public UsageEvent read(byte[] data, Class<? extends UsageEvent> type) {
        UsageRecorded usual = type == UsageRecorded.class ? UsualUsage.read(data) : null;
        return usual == null ? Json.read(data, type) : usual;
    }

    @Override
    public void check(UsageEvent event) {
        intake.check(event);
    }

    @Override
    public void handle(List<UsageEvent> events) {
        intake.count(events);
    }

    @Override
    public void committed() {
        reviews.wake();
    }
}
