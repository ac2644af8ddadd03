package io.aegis.agent.inbound;

import io.aegis.agent.application.Ahead;
import io.aegis.agent.application.Execution;
import io.aegis.agent.application.Turns;
import io.aegis.agent.domain.JournalEntry.End;
import io.aegis.agent.domain.JournalEntry.Held;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.contracts.ActionDecision;
import io.aegis.contracts.ProposedAction;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.MessageHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gate has decided. Only a release leads to an effect. */
@ApplicationScoped
class DecisionConsumer implements MessageHandler<ActionDecision> {
    private final Execution execution;
    private final Turns turns;
    private final Ahead ahead;

    DecisionConsumer(Execution execution, Turns turns, Ahead ahead) {
        this.execution = execution;
        this.turns = turns;
        this.ahead = ahead;
    }

    @Override
    public Class<ActionDecision> handles() {
        return ActionDecision.class;
    }

    @Override
    public boolean onlyCommits(ActionDecision decision) {
        return !(decision instanceof ActionDecision.Released released) || execution.isInside(released);
    }

    @Override
    public void handle(ActionDecision decision, Delivery delivery) {
        switch (decision) {
            case ActionDecision.Released released -> execution.execute(released, delivery);
            case ActionDecision.Held held -> hold(held, delivery);
            case ActionDecision.Denied(ProposedAction action, String version, String reason) ->
                settle(decision, settled(action, End.DENIED, reason, version), delivery);
            case ActionDecision.Rejected(ProposedAction action, String by, String reason) ->
                settle(decision, settled(action, End.REJECTED, reason, null), delivery);
            case ActionDecision.Expired(ProposedAction action, Instant deadline) ->
                settle(decision, settled(action, End.EXPIRED, "Nobody decided on it in time.", null), delivery);
        }
    }

    private void hold(ActionDecision.Held held, Delivery delivery) {
        ProposedAction action = held.action();
        ahead.commit(
                held,
                delivery,
                unit -> turns.hold(action.run(), new Held(action.id(), held.reason(), held.policyVersion()), unit));
    }

    private void settle(ActionDecision decision, Settled settled, Delivery delivery) {
        ahead.commit(decision, delivery, unit -> turns.settle(decision.action().run(), settled, unit));
    }

    private static Settled settled(ProposedAction action, End end, String told, @Nullable String policyVersion) {
        return new Settled(action.id(), end, told, List.of(), null, policyVersion);
    }
}
