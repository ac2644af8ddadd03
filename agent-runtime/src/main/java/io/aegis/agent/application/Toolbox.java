package io.aegis.agent.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.AgentConfig.Limits;
import io.aegis.agent.domain.JournalEntry;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.agent.domain.Origins;
import io.aegis.agent.domain.Run;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a model may call: tools that only read, which run at once, and the actions of the catalogue, which become
 * proposals. Anything else, and arguments that do not fit, are refused; for whom it is done never comes from a call.
 */
@ApplicationScoped
public class Toolbox {
    private final Map<String, ReadTool> tools;
    private final ActionCatalogue catalogue;
    private final AgentName agent;
    private final Limits limits;
    private final OutsideTools outside;

    Toolbox(
            @All List<ReadTool> tools,
            ActionCatalogue catalogue,
            AgentName agent,
            Limits limits,
            OutsideTools outside) {
        this.tools = tools.stream().collect(Collectors.toMap(ReadTool::name, Function.identity()));
        this.catalogue = catalogue;
        this.agent = agent;
        this.limits = limits;
        this.outside = outside;
    }

    /** What a model is told, always in the same order. Outside tools come and go with their servers. */
    public List<ToolSpecification> specifications() {
        return Stream.of(
                        tools.values().stream()
                                .sorted(Comparator.comparing(ReadTool::name))
                                .map(ToolSpecification::of),
                        catalogue.all().stream()
                                .filter(type -> !type.type().equals(OutsideTools.ACTION))
                                .map(ToolSpecification::of),
                        outside.offered().stream().map(ToolSpecification::of))
                .flatMap(Function.identity())
                .toList();
    }

    /** Changes when an action, a bound or a rule does. */
    public String policyVersion() {
        return catalogue.version();
    }

    public AgentName agent() {
        return agent;
    }

    Set<String> actions() {
        return catalogue.all().stream().map(ActionType::type).collect(Collectors.toSet());
    }

    /** True when the call proposes an action, and so asks nobody. */
    boolean onlyProposes(ToolCall call) {
        return !call.tool().equals(OutsideTools.ACTION)
                && catalogue.find(call.tool()).isPresent();
    }

    JournalEntry call(Run run, ToolCall call) {
        try {
            return called(run, call);
        } catch (ActionType.Refused e) {
            return new ToolRefused(call.tool(), String.valueOf(e.getMessage()));
        }
    }

    private JournalEntry called(Run run, ToolCall wanted) {
        Optional<ReadTool> found =
                Optional.ofNullable(tools.get(wanted.tool())).or(() -> outside.reading(wanted.tool()));
        if (found.isPresent()) {
            ReadTool tool = found.get();
            ToolSpecification.of(tool).fault(wanted.arguments()).ifPresent(fault -> {
                throw new ActionType.Refused(fault);
            });
            return new ToolRead(tool.name(), tool.looksAt(), tool.read(run, wanted.arguments()));
        }
        ToolCall call = outside.proposable(wanted);
        ActionType type =
                catalogue.find(call.tool()).orElseThrow(() -> new ActionType.Refused("there is no such tool"));
        if (run.entries(Proposed.class).count() >= limits.actions()) {
            throw new ActionType.Refused("this turn has proposed as many actions as a turn may");
        }
        return propose(run, type, call.arguments());
    }

    private JournalEntry propose(Run run, ActionType type, ObjectNode given) {
        ObjectNode arguments = type.complete(given);
        String title = type.describe(arguments);
        return new Proposed(
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
                        tier(run),
                        title,
                        Origins.of(run, arguments),
                        run.grounds()),
                title);
    }

    private static Tier tier(Run run) {
        return run.last() instanceof Proposed before
                ? before.action().tier() // nothing was read since
                : new Situation(run).profile().map(CustomerSnapshot::tier).orElse(Tier.NONE);
    }
}
