package io.aegis.agent.application;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.agent.application.ActionEffect.Done;
import io.aegis.agent.domain.JournalEntry.Settled;
import io.aegis.contracts.ActionDecision.Released;
import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.ReleaseRefused;
import io.aegis.contracts.ReleaseReturned;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Executes released actions, each once. What {@link Admission} does not let in and what has expired is not executed; the
 * gate is told of every release that it did not make.
 */
@ApplicationScoped
public class Execution {
    private static final Logger LOG = Logger.getLogger(Execution.class);

    private final Map<String, ActionEffect> effects;
    private final Effects once;
    private final Turns turns;
    private final Admission admission;
    private final Clock clock;

    Execution(@All List<ActionEffect> effects, Effects once, Turns turns, Admission admission, Clock clock) {
        this.effects = effects.stream().collect(Collectors.toMap(ActionEffect::type, Function.identity()));
        this.once = once;
        this.turns = turns;
        this.admission = admission;
        this.clock = clock;
    }

    /** True when a release is executed by a transaction and nothing else. */
    public boolean isInside(Released release) {
        ActionEffect effect = effects.get(release.action().type());
        return effect == null || effect.inside();
    }

    /** The last attempt is made outside even if it could be inside: there its failure can be told instead of thrown. */
    public void execute(Released release, Delivery delivery) {
        if (isInside(release) && !delivery.lastAttempt()) {
            admission.commit(release, delivery, unit -> {
                if (admitted(release, unit)) {
                    settle(release, inside(release), unit);
                }
            });
            return;
        }
        if (answer(release) instanceof Admission.Answer.Admitted) {
            Result result = attempt(release, delivery.lastAttempt());
            admission.commit(release, delivery, unit -> settle(release, result, unit));
        } else {
            admission.commit(release, delivery, unit -> admitted(release, unit));
        }
    }

    /** What was begun before it was stopped is seen to its end: it may have been done. */
    private Admission.Answer answer(Released release) {
        if (!effects.containsKey(type(release))) {
            return new Admission.Answer.Refused("it is not an action of this agent");
        }
        Admission.Answer answer = admission.of(release);
        return answer instanceof Admission.Answer.Stopped
                        && once.begun(release.action().id().value())
                ? new Admission.Answer.Admitted()
                : answer;
    }

    private static String type(Released release) {
        return release.action().type();
    }

    private ActionEffect effect(Released release) {
        return Objects.requireNonNull(effects.get(type(release)));
    }

    private void settle(Released release, Result result, UnitOfWork unit) {
        if (once.settle(release.action().id().value(), unit.customer(), result)) {
            tell(release, result, unit);
        }
    }

    /** False when the release must not be carried out; the gate is told when it is none of its own. */
    private boolean admitted(Released release, UnitOfWork unit) {
        return switch (answer(release)) {
            case Admission.Answer.Admitted admitted -> true;
            case Admission.Answer.Over(String end) -> {
                LOG.infof(
                        "release came again, action=%s end=%s", release.action().id(), end);
                yield false;
            }
            case Admission.Answer.Stopped stopped -> {
                LOG.infof("release given back, action=%s", release.action().id());
                admission.giveBack(release);
                unit.publish(
                        Topics.PROPOSED,
                        new ReleaseReturned(
                                release.action(),
                                release.number(),
                                admission.agent(),
                                "It was stopped before it ran."));
                yield false;
            }
            case Admission.Answer.Refused(String reason) -> {
                LOG.warnf(
                        "release refused, action=%s reason=%s", release.action().id(), reason);
                unit.publish(Topics.PROPOSED, new ReleaseRefused(release.action(), admission.agent(), reason));
                yield false;
            }
        };
    }

    private Result inside(Released release) {
        try {
            return perform(release);
        } catch (ActionEffect.Refused e) {
            return new Result.DidNot(String.valueOf(e.getMessage()));
        }
    }

    private Result attempt(Released release, boolean lastAttempt) {
        ActionEffect effect = effect(release);
        ProposedAction action = release.effective();
        try {
            return once.once(
                    action.id().value(),
                    Result.class,
                    () -> effect.lookUp(action).map(Result.Did::new),
                    () -> perform(release));
        } catch (ActionEffect.Refused e) {
            return new Result.DidNot(String.valueOf(e.getMessage()));
        } catch (NotNow e) {
            throw e;
        } catch (RuntimeException e) {
            if (e instanceof NotSent notSent && notSent.pause().isPresent()) {
                throw new NotNow(String.valueOf(e.getMessage()), notSent.pause().get());
            }
            if (!lastAttempt) {
                throw e;
            }
            LOG.errorf("effect given up, action=%s type=%s", action.id(), action.type());
            return new Result.DidNot(
                    switch (e) {
                        case NotSent notSent -> notSent.getMessage() + " Nothing was changed.";
                        case ActionEffect.Away away -> String.valueOf(away.getMessage());
                        default -> "It kept failing on our side.";
                    });
        }
    }

    private Result perform(Released release) {
        if (clock.instant().isAfter(release.expires())) {
            throw new ActionEffect.Refused("The approval ran out before it could be carried out.");
        }
        return new Result.Did(effect(release).perform(release.effective()));
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
                                release.policyVersion(),
                                did.done().facts(),
                                told(release, did.done()));
                    case Result.DidNot didNot ->
                        new ActionOutcome.Failed(
                                action.id(),
                                action.run(),
                                action.customer(),
                                action.type(),
                                release.policyVersion(),
                                didNot.reason());
                };
        AgentName agent = admission.agent();
        if (action.proposer() != agent) {
            // First the proposer, then the world: who waits for state up to the number in the first has it in the
            // second.
            unit.publish(Topics.actions(action.proposer()), outcome);
            unit.publish(Topics.OUTCOMES, outcome);
        } else {
            long sequence = unit.publish(Topics.OUTCOMES, outcome);
            turns.settle(action.run(), Settled.of(outcome, new Seen(agent.wireName(), sequence)), unit);
        }
    }

    private static String told(Released release, Done done) {
        return release.edited() == null ? done.told() : done.told() + " (an approver changed what was asked for)";
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
