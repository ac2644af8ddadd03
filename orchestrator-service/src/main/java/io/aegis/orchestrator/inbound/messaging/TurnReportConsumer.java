package io.aegis.orchestrator.inbound.messaging;

import io.aegis.contracts.TurnReport;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.Reports;
import jakarta.enterprise.context.ApplicationScoped;

/** Progress and replies from the agents. */
@ApplicationScoped
class TurnReportConsumer implements MessageHandler<TurnReport> {
    private final Reports reports;
    private final Conversations conversations;

    TurnReportConsumer(Reports reports, Conversations conversations) {
        this.reports = reports;
        this.conversations = conversations;
    }

    @Override
    public Class<TurnReport> handles() {
        return TurnReport.class;
    }

    @Override
    public boolean onlyCommits(TurnReport report) {
        return true;
    }

    @Override
    public void handle(TurnReport report, Delivery delivery) {
        delivery.commit(unit -> {
            long revision = reports.report(report, unit, () -> delivery.together(TurnReport.class));
            boolean repliesAwaited = report instanceof TurnReport.Progressed;
            unit.afterCommit(() -> conversations.announce(report.conversation(), revision, repliesAwaited));
        });
    }
}
