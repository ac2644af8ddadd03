package io.aegis.agent.application;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.agent.application.ActionEffect.Done;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.agent.domain.Run;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Seen;
import io.aegis.contracts.Topics;
import io.aegis.messaging.Delivery;
import io.aegis.messaging.Effects;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.aegis.messaging.UnitOfWork;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Executes released actions, each once. Before anything is done, the release is held against what was proposed: other
 * arguments, another action, an expired release or an action that already ended are not executed.
 */
@ApplicationScoped
public class Execution {
    private static final Logger LOG = Logger.getLogger(Execution.class);

    private final Map<String, ActionEffect> effects;
    private final Effects once;
    private final Turns turns;
    private final Clock clock;
    private final AgentName agent;

    Execution(@All List<ActionEffect> effects, Effects once, Turns turns, Clock clock, AgentName agent) {
        this.effects = effects.stream().collect(Collectors.toMap(ActionEffect::type, Function.identity()));
        this.once = once;
        this.turns = turns;
        this.clock = clock;
        this.agent = agent;
    }

    /** True when a release is executed by a transaction and nothing else. */
    public boolean isInside(Released release) {
        ActionEffect effect = effects.get(release.action().type());
        return effect == null || effect.inside();
    }

    /** The last attempt is made outside even if it could be inside: there its failure can be told instead of thrown. */
    public void execute(Released release, Delivery delivery) {
        if (isInside(release) && !delivery.lastAttempt()) {
            delivery.commit(unit ->
                    admitted(release).ifPresent(effect -> settle(release, inside(effect, release), unit)));
            return;
        }
        Optional<ActionEffect> effect = admitted(release);
        if (effect.isEmpty()) {
            delivery.commit(unit -> {});
            return;
        }
        Result result = attempt(effect.get(), release, delivery.lastAttempt());
        delivery.commit(unit -> settle(release, result, unit));
    }

    private void settle(Released release, Result result, UnitOfWork unit) {
        if (once.settle(release.action().id().value(), result)) {
            tell(release, result, unit);
        }
    }

    /** Who carries the release out; empty when it must not be. */
    private Optional<ActionEffect> admitted(Released release) {
        Optional<String> objection = objection(release);
        objection.ifPresent(reason -> LOG.warnf(
                "release not executed, action=%s reason=%s", release.action().id(), reason));
        return objection.isPresent()
                ? Optional.empty()
                : Optional.of(
                        Objects.requireNonNull(effects.get(release.action().type())));
    }

    /** Why this release must not be executed, if so. */
    private Optional<String> objection(Released release) {
        ProposedAction action = release.action();
        if (!action.intact()) {
            return Optional.of("the arguments are not those that were released");
        }
        if (!effects.containsKey(action.type())) {
            return Optional.of("not an action of this agent");
        }
        if (action.proposer() != agent) {
            return Optional.empty();
        }
        Optional<Run> run = turns.find(action.run());
        if (run.flatMap(r -> r.proposed(action.id())).filter(action::equals).isEmpty()) {
            return Optional.of("it was never proposed like this");
        }
        return run.flatMap(r -> r.settled(action.id())).map(settled -> "it already ended: " + settled.end());
    }

    private Result inside(ActionEffect effect, Released release) {
        try {
            return perform(effect, release);
        } catch (ActionEffect.Refused e) {
            return new Result.DidNot(String.valueOf(e.getMessage()));
        }
    }

    private Result attempt(ActionEffect effect, Released release, boolean lastAttempt) {
        ProposedAction action = release.action();
        try {
            return once.once(
                    action.id().value(),
                    Result.class,
                    () -> effect.lookUp(action).map(Result.Did::new),
                    () -> perform(effect, release));
        } catch (ActionEffect.Refused e) {
            return new Result.DidNot(String.valueOf(e.getMessage()));
        } catch (NotNow e) {
            throw e;
        } catch (NotSent e) {
            if (!lastAttempt) {
                throw e;
            }
            return new Result.DidNot(e.getMessage() + " Nothing was changed.");
        } catch (ActionEffect.Away e) {
            if (!lastAttempt) {
                throw e;
            }
            return new Result.DidNot(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (!lastAttempt) {
                throw e;
            }
            LOG.errorf("effect given up, action=%s type=%s", action.id(), action.type());
            return new Result.DidNot("It kept failing on our side.");
        }
    }

    private Result perform(ActionEffect effect, Released release) {
        if (clock.instant().isAfter(release.expires())) {
            throw new ActionEffect.Refused("The approval ran out before it could be carried out.");
        }
        return new Result.Did(effect.perform(release.action()));
    }

    private void tell(Released release, Result result, UnitOfWork unit) {
        ProposedAction action = release.action();
        ActionOutcome outcome =
                switch (result) {
                    case Result.Did did ->
                        new ActionOutcome.Succeeded(
                                action.id(),
                                action.run(),
                                action.customer(),
                                action.type(),
                                did.done().facts(),
                                did.done().told());
                    case Result.DidNot didNot ->
                        new ActionOutcome.Failed(
                                action.id(), action.run(), action.customer(), action.type(), didNot.reason());
                };
        if (action.proposer() != agent) {
            // First the proposer, then the world: who waits for state up to the number in the first has it in the
            // second.
            unit.publish(Topics.actions(action.proposer()), outcome);
            unit.publish(Topics.OUTCOMES, outcome);
        } else {
            long sequence = unit.publish(Topics.OUTCOMES, outcome);
            Settled settled = Settled.of(outcome, new Seen(agent.wireName(), sequence));
            turns.settle(action.run(), settled.under(release.policyVersion()), unit);
        }
    }

    /** What is kept of an effect. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Result.Did.class, name = "did"),
        @JsonSubTypes.Type(value = Result.DidNot.class, name = "did_not"),
    })
    sealed interface Result {
        record Did(Done done) implements Result {}

        record DidNot(String reason) implements Result {}
    }
}
