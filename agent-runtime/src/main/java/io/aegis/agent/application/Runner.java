package io.aegis.agent.application;

import io.aegis.agent.AgentConfig.Limits;
import io.aegis.agent.domain.Claims;
import io.aegis.agent.domain.JournalEntry.Cancelled;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Objected;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.Fault;
import io.aegis.agent.domain.ModelAnswer.Say;
import io.aegis.agent.domain.Paid;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.Json;
import io.aegis.contracts.Offer;
import io.aegis.contracts.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Drives a run from one suspension to the next: asks the model, runs read-only tools at once, and turns every call that
 * would change the world into a proposed action. It changes nothing itself and holds no transaction; what it returns is to
 * be saved together with its proposals. An answer that was paid for is kept before anything follows from it, and a reply of
 * a paid model is held against what happened before it is sent.
 */
@ApplicationScoped
public class Runner {
    private static final Logger LOG = Logger.getLogger(Runner.class);
    private static final String GAVE_UP =
            "Something went wrong on our side and I could not finish this. Nothing is left half done. Please try again, or ask for a "
                    + "person.";
    private static final String TOOK_TOO_MUCH =
            "This took more steps than I may take for one message, and I could not finish it. Ask for one thing at a time, or for a "
                    + "person.";
    private static final String BLOCKED = "I cannot answer this one. Put it in other words, or ask for a person.";
    private static final String UNSAID =
            "I could not put an answer together that I can vouch for. Ask me again, or ask for a person.";

    /** How often a run's model is told what was wrong with its answer. */
    private static final int OBJECTIONS = 1;

    private static final String NO_MODEL = "none";
    private static final int LONGEST_WORDS = 1900;

    private final Model model;
    private final Toolbox toolbox;
    private final Drafts drafts;
    private final Limits limits;

    Runner(Model model, Toolbox toolbox, Drafts drafts, Limits limits) {
        this.model = model;
        this.toolbox = toolbox;
        this.drafts = drafts;
        this.limits = limits;
    }

    /**
     * The run, driven on until it awaits actions or is finished.
     *
     * @param cancellation looked at before a paid model is asked and before anything follows from its answer: nobody pays
     *     for what nobody wants, and nothing more is proposed
     * @throws Model.Busy when the model is to be asked later
     */
    public Run drive(Run run, Supplier<Optional<Cancelled>> cancellation) {
        Run now = latest(run);
        while (true) {
            Optional<Cancelled> cancelled = model.paid() ? cancellation.get() : Optional.empty();
            if (cancelled.isPresent()) {
                return now.with(cancelled.get());
            }
            Run followed = follow(now);
            if (!(followed.state() instanceof RunState.ModelsTurn)) {
                return followed;
            }
            now = followed.equals(now) ? speak(now) : followed;
        }
    }

    private Run speak(Run run) {
        return exhausted(run) ? end(run, TOOK_TOO_MUCH) : ask(run);
    }

    /** The run with what was paid for since it was saved. */
    public Run latest(Run run) {
        return model.paid() ? drafts.latest(run) : run;
    }

    /**
     * The run, driven on within this process, also inside a transaction. Empty when that takes more, a paid model or a tool
     * that looks something up, and when it fails: then it is for {@link #drive}, whose last failure is answered.
     */
    public Optional<Run> driveWithin(Run run) {
        try {
            return withoutLeaving(run);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "a run goes on by itself, run=%s failure=%s",
                    run.id(), e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private Optional<Run> withoutLeaving(Run run) {
        Run now = run;
        while (now.state() instanceof RunState.ModelsTurn) {
            if (model.paid() || exhausted(now)) {
                return Optional.empty();
            }
            ModelAnswered answered = model.next(now);
            if (answered.answer() instanceof ModelAnswer.CallTools(List<ToolCall> calls)
                    && !calls.stream().allMatch(toolbox::onlyProposes)) {
                return Optional.empty();
            }
            now = follow(now.with(answered));
        }
        return Optional.of(now);
    }

    /** The run, ended with an apology: for a run whose model or tools keep failing. */
    public Run giveUp(Run run) {
        return end(latest(run), GAVE_UP);
    }

    private Run ask(Run run) {
        ModelAnswered answered = model.next(run);
        Run now = run.with(answered);
        if (answered.paid() != null) {
            drafts.keep(now);
        }
        return now;
    }

    private boolean exhausted(Run run) {
        return run.entries(ModelAnswered.class).count() >= limits.answers()
                || run.paid().mapToLong(Paid::tokens).sum() >= limits.tokens();
    }

    /** What follows from the latest answer, when nothing has yet: the same for an answer just given and for one kept. */
    private Run follow(Run run) {
        if (!(run.last() instanceof ModelAnswered answered)) {
            return run;
        }
        return switch (answered.answer()) {
            case ModelAnswer.CallTools calls -> {
                Run now = run;
                for (ToolCall call : calls.calls()) {
                    now = now.with(toolbox.call(now, call));
                }
                yield now;
            }
            case Say said ->
                answered.paid() == null
                        ? run
                        : Claims.objection(
                                        run,
                                        toolbox.actions(),
                                        said.text(),
                                        answered.paid().reported())
                                .map(objection -> object(run, objection, UNSAID))
                                .orElse(run);
            case ModelAnswer.Unusable(Fault fault) ->
                fault.mendable()
                        ? object(run, reason(fault), UNSAID)
                        : end(run, fault == Fault.BLOCKED ? BLOCKED : GAVE_UP);
        };
    }

    private Run object(Run run, String reason, String otherwise) {
        return run.entries(Objected.class).count() < OBJECTIONS ? run.with(new Objected(reason)) : end(run, otherwise);
    }

    private static String reason(Fault fault) {
        return switch (fault) {
            case CUT_OFF -> "it was longer than an answer may be and was cut off; say it shorter";
            case MALFORMED -> "its calls could not be read";
            case EMPTY, BLOCKED, REFUSED -> "it was empty";
        };
    }

    /** The run, ended without the model: with what the journal says happened, and the offer of a person. */
    private Run end(Run run, String word) {
        String happened = run.steps().stream()
                .filter(step -> step.action() != null)
                .map(step -> (step.kind() == Step.Kind.DID ? "\n- " : "\n- Not done: ") + step.text())
                .collect(Collectors.joining());
        String words = run.ask().text().strip();
        return run.with(new ModelAnswered(
                NO_MODEL,
                NO_MODEL,
                toolbox.policyVersion(),
                new Say(
                        happened.isEmpty() ? word : word + "\n\nThis is what happened:" + happened,
                        List.of(new Offer(
                                "person",
                                "Ask for a person",
                                "ticket.open",
                                Json.object()
                                        .put("subject", "Asks for a person")
                                        .put("body", words.substring(0, Math.min(words.length(), LONGEST_WORDS)))
                                        .put("priority", "normal"))))));
    }
}
