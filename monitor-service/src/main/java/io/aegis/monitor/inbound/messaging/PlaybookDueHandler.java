package io.aegis.monitor.inbound.messaging;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.monitor.application.Decisions;
import io.aegis.monitor.application.PlaybookDue;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class PlaybookDueHandler implements MessageHandler<PlaybookDue> {
    private final Decisions decisions;

    PlaybookDueHandler(Decisions decisions) {
        this.decisions = decisions;
    }

    @Override
    public Class<PlaybookDue> handles() {
        return PlaybookDue.class;
    }

    @Override
    public boolean onlyCommits(PlaybookDue due) {
        return true;
    }

    @Override
    public void handle(PlaybookDue due, Delivery delivery) {
        delivery.commit(unit -> decisions.due(due, unit));
    }
}
