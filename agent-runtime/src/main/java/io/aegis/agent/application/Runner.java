package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.JournalEntry;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.RunState;
import io.aegis.agent.domain.Situation;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Tier;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Drives a run from one suspension to the next: asks the model, runs read-only tools at once, and turns every call that
 * would change the world into a proposed action. It changes nothing itself and holds no transaction; what it returns is to
 * be saved together with its proposals.
 */
@ApplicationScoped
public class Runner {
    private static final ModelAnswer GAVE_UP = ModelAnswer.Say.of(
            "Something went wrong on our side and I could not finish this. Nothing is left half done. Please try again, or ask for a "
                    + "person.");

    private final Model model;
    private final Map<String, ReadTool> tools;
    private final ActionCatalogue catalogue;
    private final AgentName agent;

    Runner(Model model, @All List<ReadTool> tools, ActionCatalogue catalogue, AgentName agent) {
        this.model = model;
        this.tools = tools.stream().collect(Collectors.toMap(ReadTool::name, Function.identity()));
        this.catalogue = catalogue;
        this.agent = agent;
    }

    /** The run, driven on until it awaits actions or is finished. */
    public Run drive(Run run) {
        Run now = run;
        while (now.state() instanceof RunState.ModelsTurn) {
            now = now.exhausted() ? giveUp(now) : answer(now, model.next(now));
        }
        return now;
    }

    /**
     * The run, driven on within this process, also inside a transaction. Empty when that takes more: a model that is not
     * embedded, or a tool that looks something up.
     */
    public Optional<Run> driveWithin(Run run) {
        Run now = run;
        while (now.state() instanceof RunState.ModelsTurn) {
            if (!model.embedded() || now.exhausted()) {
                return Optional.empty();
            }
            ModelAnswer answer = model.next(now);
            if (answer instanceof ModelAnswer.CallTools calls
                    && calls.calls().stream().anyMatch(call -> tools.containsKey(call.tool()))) {
                return Optional.empty();
            }
            now = answer(now, answer);
        }
        return Optional.of(now);
    }

    /** The run, ended with an apology: for a run whose model or tools keep failing. */
    public Run giveUp(Run run) {
        return run.with(new JournalEntry.ModelAnswered("none", GAVE_UP));
    }

    private Run answer(Run run, ModelAnswer answer) {
        Run now = run.with(new JournalEntry.ModelAnswered(model.name(), answer));
        return switch (answer) {
            case ModelAnswer.Say said -> now;
            case ModelAnswer.CallTools calls -> {
                for (ToolCall call : calls.calls()) {
                    now = now.with(call(now, call));
                }
                yield now;
            }
        };
    }

    private JournalEntry call(Run run, ToolCall call) {
        ReadTool tool = tools.get(call.tool());
        if (tool != null) {
            return new JournalEntry.ToolRead(tool.name(), tool.looksAt(), tool.read(run, call.arguments()));
        }
        Optional<ActionType> type = catalogue.find(call.tool());
        if (type.isEmpty()) {
            return new JournalEntry.ToolRefused(call.tool(), "there is no such tool");
        }
        try {
            return propose(run, type.get(), call.arguments());
        } catch (ActionType.Refused e) {
            return new JournalEntry.ToolRefused(call.tool(), String.valueOf(e.getMessage()));
        }
    }

    private JournalEntry propose(Run run, ActionType type, ObjectNode given) {
        ObjectNode arguments = type.complete(given);
        String title = type.describe(arguments);
        return new JournalEntry.Proposed(
                new ProposedAction(
                        run.nextActionId(),
                        run.id(),
                        run.ask().turn(),
                        run.ask().conversation(),
                        run.ask().customer(),
                        type.type(),
                        arguments,
                        Json.hash(arguments),
                        agent,
                        run.ask().requester(),
                        new Situation(run).profile().map(CustomerSnapshot::tier).orElse(Tier.NONE),
                        title),
                title);
    }
}
