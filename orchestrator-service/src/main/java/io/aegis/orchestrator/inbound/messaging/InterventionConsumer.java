package io.aegis.orchestrator.inbound.messaging;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.InterventionRaised;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.Reports;
import jakarta.enterprise.context.ApplicationScoped;

/** Playbooks that step in. */
@ApplicationScoped
class InterventionConsumer implements MessageHandler<InterventionRaised> {
    private final Reports reports;
    private final Conversations conversations;

    InterventionConsumer(Reports reports, Conversations conversations) {
        this.reports = reports;
        this.conversations = conversations;
    }

    @Override
    public Class<InterventionRaised> handles() {
        return InterventionRaised.class;
    }

    @Override
    public boolean onlyCommits(InterventionRaised raised) {
        return true;
    }

    @Override
    public void handle(InterventionRaised raised, Delivery delivery) {
        delivery.commit(unit -> {
            ConversationId into = reports.intervene(unit, raised);
            unit.afterCommit(() -> conversations.announce(into));
        });
    }
}
