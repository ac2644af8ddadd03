package io.aegis.approval.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.ActionType.Condition;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules, applied: those of the operator's document first, then those of the action's own file; the first that applies
 * decides. What it does not understand it never releases: unknown types and unfit arguments are denied, and an action that
 * no rule covers is held. It reads no text: what somebody writes can only be an argument's value. Pure and thread-safe.
 */
public final class Policy {
    /** How long humans have where a rule does not say: a week has a working day in it for everybody. */
    public static final Duration USUALLY_WITHIN = Duration.ofDays(7);

    /** The rule that denies arguments which are not those of their hash. */
    static final String INTACT = "intact-arguments";

    private final ActionCatalogue catalogue;
    private final PolicyDocument document;
    private final String version;

    public Policy(ActionCatalogue catalogue) {
        this(catalogue, PolicyDocument.NONE);
    }

    /** @throws PolicyDocument.Senseless when a rule asks for what its action does not have: it would silently never apply */
    public Policy(ActionCatalogue catalogue, PolicyDocument document) {
        this.catalogue = catalogue;
        this.document = document;
        this.version = document.equals(PolicyDocument.NONE)
                ? catalogue.version()
                : Json.hash(new TreeMap<>(Map.of("catalogue", catalogue.version(), "document", document)))
                        .substring(0, 12);
        catalogue.all().forEach(type -> type.policy().forEach(rule -> PolicyCheck.check(type, rule)));
        document.lines().forEach(line -> PolicyCheck.check(catalogue, line));
    }

    /** Changes when any type, bound or rule does; every decision records it. */
    public String version() {
        return version;
    }

    public Ruling rule(ProposedAction action, Circumstances circumstances) {
        ActionType type = catalogue.find(action.type()).orElse(null);
        if (type == null) {
            return deny("known-type", "No action of this type is in the catalogue.");
        }
        if (!action.intact()) {
            return deny(INTACT, "The arguments are not the ones that were proposed.");
        }
        ObjectNode arguments;
        try {
            arguments = type.complete(action.arguments());
        } catch (ActionType.Refused e) {
            return deny("fitting-arguments", "The arguments do not fit: " + e.getMessage() + ".");
        }
        return Stream.concat(
                        document.lines().stream()
                                .filter(line -> line.isFor(type.type()))
                                .map(PolicyDocument.Line::rule),
                        type.policy().stream())
                .filter(rule -> applies(rule, action, arguments, circumstances))
                .findFirst()
                .map(rule -> ruling(rule, circumstances.at()))
                .orElseGet(() -> hold("no-rule", "No rule covers this; a human decides.", circumstances.at()));
    }

    /** A denial for a reason of the gate itself, under this version of the policy. */
    public Ruling.Deny deny(String rule, String reason) {
        return new Ruling.Deny(rule, version, reason);
    }

    /** A hold for a reason of the gate itself, for one approver. */
    public Ruling.Hold hold(String rule, String reason, Instant at) {
        return hold(rule, reason, at, USUALLY_WITHIN, null);
    }

    private Ruling.Hold hold(
            String rule, String reason, Instant at, Duration within, ActionType.@Nullable Approvers approvers) {
        return new Ruling.Hold(rule, version, reason, at.plus(within), Approvers.of(approvers, within));
    }

    /** Who runs a released action. */
    public AgentName executor(ProposedAction action) {
        return catalogue.get(action.type()).agent();
    }

    /** The action's type; empty for one that is always denied. */
    public Optional<ActionType> type(ProposedAction action) {
        return catalogue.find(action.type());
    }

    /** What an approver reads, with fallbacks filled in as they will be when it runs. */
    public String describe(ProposedAction action) {
        return catalogue
                .find(action.type())
                .map(type -> {
                    try {
                        return type.describe(type.complete(action.arguments()));
                    } catch (ActionType.Refused e) {
                        return type.describe(action.arguments());
                    }
                })
                .orElse(action.type());
    }

    private Ruling ruling(ActionType.Rule rule, Instant at) {
        return switch (rule.verdict()) {
            case RELEASE -> new Ruling.Release(rule.name(), version, rule.reason());
            case HOLD ->
                hold(
                        rule.name(),
                        rule.reason(),
                        at,
                        Objects.requireNonNullElse(rule.within(), USUALLY_WITHIN),
                        rule.approvers());
            case DENY -> deny(rule.name(), rule.reason());
        };
    }

    private boolean applies(
            ActionType.Rule rule, ProposedAction action, ObjectNode arguments, Circumstances circumstances) {
        return Objects.requireNonNullElse(rule.when(), Map.<String, Condition>of()).entrySet().stream()
                .allMatch(condition -> values(condition.getKey(), action, arguments, circumstances)
                        .anyMatch(value -> holds(condition.getValue(), value)));
    }

    /** What a condition's name stands for here. Nothing when it is not known: the condition is not met then. */
    private Stream<JsonNode> values(
            String name, ProposedAction action, ObjectNode arguments, Circumstances circumstances) {
        Optional<Sum> sum = Sum.named(name);
        if (sum.isPresent()) {
            String measure = sum.get().measure();
            boolean counts = measure.equals(Sum.COUNT);
            if (!counts && !arguments.has(measure)) {
                return Stream.empty();
            }
            long own = counts ? 1 : arguments.get(measure).longValue();
            return Stream.of(LongNode.valueOf(own + circumstances.released().sum(sum.get(), document.zone())));
        }
        return switch (name) {
            case "tier" ->
                Stream.of(TextNode.valueOf(
                        circumstances.basis().value(name).orElse(action.tier().wireName())));
            case "plan", "stage", "health" ->
                circumstances.basis().value(name).map(TextNode::valueOf).stream()
                        .map(JsonNode.class::cast);
            case "health-score" ->
                circumstances.basis().value(name).map(Long::valueOf).map(LongNode::valueOf).stream()
                        .map(JsonNode.class::cast);
            case "hour" ->
                Stream.of(LongNode.valueOf(
                        circumstances.at().atZone(document.zone()).getHour()));
            case "weekday" ->
                Stream.of(TextNode.valueOf(PolicyCheck.wireName(
                        circumstances.at().atZone(document.zone()).getDayOfWeek())));
            case "agent" -> Stream.of(TextNode.valueOf(action.proposer().wireName()));
            case "requester" -> Stream.of(TextNode.valueOf(PolicyCheck.wireName(Requester.of(action))));
            case "from" -> origins(action).values().stream().map(origin -> TextNode.valueOf(origin.wireName()));
            default ->
                name.endsWith(PolicyCheck.FROM)
                        ? Stream.ofNullable(origins(action)
                                        .get(name.substring(0, name.length() - PolicyCheck.FROM.length())))
                                .map(origin -> TextNode.valueOf(origin.wireName()))
                        : Stream.ofNullable(arguments.get(name));
        };
    }

    private static Map<String, ProposedAction.Origin> origins(ProposedAction action) {
        return Objects.requireNonNullElse(action.origins(), Map.of());
    }

    private static boolean holds(Condition condition, JsonNode value) {
        Integer above = condition.above();
        Integer atMost = condition.atMost();
        return (above == null || value.longValue() > above)
                && (atMost == null || value.longValue() <= atMost)
                && (condition.in() == null || condition.in().contains(value.asText()));
    }
}
