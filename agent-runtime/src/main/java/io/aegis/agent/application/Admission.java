package io.aegis.agent.application;

import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.Run;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseTerms;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether a release may be carried out. It is held against the gate's signature, and against what this agent's own run
 * proposed and keeps: who writes to the topic by hand gets nothing done.
 */
@ApplicationScoped
public class Admission {
    private final ReleaseSignatures signatures;
    private final Turns turns;
    private final Stops stops;
    private final AgentName agent;
    private final Ahead ahead;

    Admission(ReleaseSignatures signatures, Turns turns, Stops stops, AgentName agent, Ahead ahead) {
        this.signatures = signatures;
        this.turns = turns;
        this.stops = stops;
        this.agent = agent;
        this.ahead = ahead;
    }

    sealed interface Answer {
        record Admitted() implements Answer {}

        /** The gate did not release this, or not to this agent. */
        record Refused(String reason) implements Answer {}

        /** It ended or was given back before; the same release came again. */
        record Over(String end) implements Answer {}

        /** The gate made it, and has stopped it since. */
        record Stopped() implements Answer {}
    }

    /** The release will not be carried out any more, whatever comes. Inside the caller's transaction. */
    void giveBack(Released release) {
        stops.giveBack(release.action().id(), release.number());
    }

    void commit(Released release, Delivery delivery, Consumer<UnitOfWork> work) {
        ahead.commit(release, delivery, work);
    }

    AgentName agent() {
        return agent;
    }

    Answer of(Released release) {
        ProposedAction action = release.action();
        if (!signatures.genuine(
                release.signature(), ReleaseTerms.of(release, agent).bytes())) {
            return new Answer.Refused("it is not signed by the gate for this agent");
        }
        if (!action.intact()) {
            return new Answer.Refused("the arguments are not those that were proposed");
        }
        if (action.proposer() == agent) {
            Optional<Run> run = turns.find(action.run());
            if (run.flatMap(r -> r.proposed(action.id())).filter(action::equals).isEmpty()) {
                return new Answer.Refused("it was never proposed like this");
            }
            Optional<Settled> settled = run.flatMap(r -> r.settled(action.id()));
            if (settled.isPresent()) {
                return new Answer.Over(settled.get().end().name());
            }
        }
        if (release.number() <= stops.givenBack(action.id())) {
            return new Answer.Over("GIVEN_BACK");
        }
        return stops.now().holds(action, agent) ? new Answer.Stopped() : new Answer.Admitted();
    }
}
