package io.aegis.approval.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.ProposedAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The rules of the action catalogue, applied. What it does not understand it never releases: unknown types and unfit
 * arguments are denied, and an action that no rule covers is held. Pure and thread-safe.
 */
public final class Policy {
    /** How long humans have where a rule does not say: a week has a working day in it for everybody. */
    public static final Duration USUALLY_WITHIN = Duration.ofDays(7);

    /** In a condition this name means the customer's tier, also where an argument is called so. */
    private static final String TIER = "tier";

    private final ActionCatalogue catalogue;

    /** @throws IllegalArgumentException when a rule asks for what its action does not have: it would silently never apply */
    public Policy(ActionCatalogue catalogue) {
        this.catalogue = catalogue;
        catalogue.all().forEach(Policy::check);
    }

    /** @param at now; deadlines count from it */
    public Ruling rule(ProposedAction action, Instant at) {
        ActionType type = catalogue.find(action.type()).orElse(null);
        if (type == null) {
            return deny("known-type", "No action of this type is in the catalogue.");
        }
        if (!action.intact()) {
            return deny("intact-arguments", "The arguments are not the ones that were proposed.");
        }
        ObjectNode arguments;
        try {
            arguments = type.complete(action.arguments());
        } catch (ActionType.Refused e) {
            return deny("fitting-arguments", "The arguments do not fit: " + e.getMessage() + ".");
        }
        return type.policy().stream()
                .filter(rule -> applies(rule, action, arguments))
                .findFirst()
                .map(rule -> ruling(rule, at))
                .orElseGet(() -> new Ruling.Hold(
                        "no-rule",
                        catalogue.version(),
                        "No rule covers this; a human decides.",
                        at.plus(USUALLY_WITHIN)));
    }

    /** A denial for a reason of the gate itself, under this version of the policy. */
    public Ruling.Deny deny(String rule, String reason) {
        return new Ruling.Deny(rule, catalogue.version(), reason);
    }

    /** Who runs a released action. */
    public AgentName executor(ProposedAction action) {
        return catalogue.get(action.type()).agent();
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
            case RELEASE -> new Ruling.Release(rule.name(), catalogue.version(), rule.reason());
            case HOLD ->
                new Ruling.Hold(
                        rule.name(),
                        catalogue.version(),
                        rule.reason(),
                        at.plus(Objects.requireNonNullElse(rule.within(), USUALLY_WITHIN)));
            case DENY -> deny(rule.name(), rule.reason());
        };
    }

    private static boolean applies(ActionType.Rule rule, ProposedAction action, ObjectNode arguments) {
        return conditions(rule).entrySet().stream()
                .allMatch(condition -> holds(
                        condition.getValue(),
                        condition.getKey().equals(TIER)
                                ? TextNode.valueOf(action.tier().wireName())
                                : arguments.get(condition.getKey())));
    }

    private static boolean holds(ActionType.Condition condition, JsonNode value) {
        Integer above = condition.above();
        Integer atMost = condition.atMost();
        return (above == null || value.intValue() > above)
                && (atMost == null || value.intValue() <= atMost)
                && (condition.in() == null || condition.in().contains(value.asText()));
    }

    private static Map<String, ActionType.Condition> conditions(ActionType.Rule rule) {
        return Objects.requireNonNullElse(rule.when(), Map.of());
    }

    private static void check(ActionType type) {
        for (ActionType.Rule rule : type.policy()) {
            conditions(rule).forEach((name, condition) -> {
                ActionType.Argument argument = type.arguments().get(name);
                boolean number = !name.equals(TIER) && argument != null && argument.kind() == ActionType.Kind.INTEGER;
                boolean compares = condition.above() != null || condition.atMost() != null;
                if (!name.equals(TIER) && argument == null || compares && !number) {
                    throw new IllegalArgumentException("rule %s of %s has a condition on '%s' that can never be met"
                            .formatted(rule.name(), type.type(), name));
                }
            });
        }
    }
}
