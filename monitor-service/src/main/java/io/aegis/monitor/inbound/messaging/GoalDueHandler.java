package io.aegis.monitor.inbound.messaging;

import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import io.aegis.monitor.application.GoalDue;
import io.aegis.monitor.application.Monitor;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class GoalDueHandler implements MessageHandler<GoalDue> {
    private final Monitor monitor;

    GoalDueHandler(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Class<GoalDue> handles() {
        return GoalDue.class;
    }

    @Override
    public boolean onlyCommits(GoalDue due) {
        return true;
    }

    @Override
    public void handle(GoalDue due, Delivery delivery) {
        delivery.commit(unit -> monitor.goalDue(due));
    }
}
