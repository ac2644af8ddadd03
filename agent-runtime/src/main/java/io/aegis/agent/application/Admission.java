package io.aegis.agent.application;

import io.aegis.agent.domain.Run;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseTerms;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Whether a release may be carried out. It is held against the gate's signature, and against what this agent's own run
 * proposed and keeps: who writes to the topic by hand gets nothing done.
 */
@ApplicationScoped
public class Admission {
    private final ReleaseSignatures signatures;
    private final Turns turns;
    private final AgentName agent;

    Admission(ReleaseSignatures signatures, Turns turns, AgentName agent) {
        this.signatures = signatures;
        this.turns = turns;
        this.agent = agent;
    }

    sealed interface Answer {
        record Admitted() implements Answer {}

        /** The gate did not release this, or not to this agent. */
        record Refused(String reason) implements Answer {}

        /** It ended before; the same release came again. */
        record Over(String end) implements Answer {}
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
        if (action.proposer() != agent) {
            return new Answer.Admitted();
        }
        Optional<Run> run = turns.find(action.run());
        if (run.flatMap(r -> r.proposed(action.id())).filter(action::equals).isEmpty()) {
            return new Answer.Refused("it was never proposed like this");
        }
        return run.flatMap(r -> r.settled(action.id()))
                .<Answer>map(settled -> new Answer.Over(settled.end().name()))
                .orElseGet(Answer.Admitted::new);
    }
}
