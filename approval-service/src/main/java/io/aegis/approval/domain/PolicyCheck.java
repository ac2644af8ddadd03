package io.aegis.approval.domain;

import io.aegis.approval.domain.PolicyDocument.Senseless;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.ActionType.Condition;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.ProposedAction.Origin;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a rule can ever apply to an action, and means what it says. */
final class PolicyCheck {
    /** Behind an argument's name: where its value came from. */
    static final String FROM = ".from";

    private PolicyCheck() {}

    static void check(ActionCatalogue catalogue, PolicyDocument.Line line) {
        ActionType.Rule rule = line.rule();
        for (String type : line.actions()) {
            if (catalogue.find(type).isEmpty()) {
                throw new Senseless(
                        rule.name(), "rule %s is for '%s', which no action is called".formatted(rule.name(), type));
            }
        }
        List<ActionType> types =
                catalogue.all().stream().filter(type -> line.isFor(type.type())).toList();
        if (line.actions().isEmpty()) {
            if (types.stream().allMatch(type -> fault(type, rule).isPresent())) {
                check(types.getFirst(), rule);
            }
        } else {
            types.forEach(type -> check(type, rule));
        }
    }

    static void check(ActionType type, ActionType.Rule rule) {
        fault(type, rule).ifPresent(what -> {
            throw new Senseless(rule.name(), "rule %s of %s %s".formatted(rule.name(), type.type(), what));
        });
    }

    private static Optional<String> fault(ActionType type, ActionType.Rule rule) {
        return Stream.concat(
                        Objects.requireNonNullElse(rule.when(), Map.<String, Condition>of()).entrySet().stream()
                                .flatMap(condition -> fault(type, condition.getKey(), condition.getValue()).stream()),
                        fault(rule).stream())
                .findFirst();
    }

    private static Optional<String> fault(ActionType.Rule rule) {
        ActionType.Approvers approvers = rule.approvers();
        boolean holds = rule.verdict() == ActionType.Verdict.HOLD;
        if (!holds && (approvers != null || rule.within() != null)) {
            return Optional.of("holds nothing, so it has no approvers and no time");
        }
        if (rule.within() != null
                && (rule.within().isNegative() || rule.within().isZero())) {
            return Optional.of("gives no time");
        }
        if (approvers == null) {
            return Optional.empty();
        }
        int count = Objects.requireNonNullElse(approvers.count(), 1);
        if (count < 1 || count > Approvers.MOST) {
            return Optional.of("wants %d approvers; it can be 1 to %d".formatted(count, Approvers.MOST));
        }
        return Stream.of(approvers.roles(), approvers.escalateTo())
                .filter(Objects::nonNull)
                .filter(roles -> roles.isEmpty() || !Approvers.ELIGIBLE.containsAll(roles))
                .findFirst()
                .map(roles -> "names %s; approvers can be %s".formatted(roles, sorted(Approvers.ELIGIBLE)));
    }

    private static Optional<String> fault(ActionType type, String name, Condition condition) {
        boolean compares = condition.above() != null || condition.atMost() != null;
        if (!compares && condition.in() == null) {
            return Optional.of("has a condition on '%s' that says nothing".formatted(name));
        }
        boolean meets = isNumber(type, name)
                ? condition.in() == null
                : !compares
                        && values(type, name)
                                .filter(known -> known.isEmpty() || known.containsAll(inOf(condition)))
                                .isPresent();
        return meets ? Optional.empty() : Optional.of("has a condition on '%s' that can never be met".formatted(name));
    }

    private static List<String> inOf(Condition condition) {
        return Objects.requireNonNullElse(condition.in(), List.of());
    }

    private static boolean isNumber(ActionType type, String name) {
        return switch (name) {
            case "tier", "plan", "stage", "health", "weekday", "agent", "requester", "from" -> false;
            case "hour", "health-score" -> true;
            default ->
                Sum.named(name)
                        .map(sum -> sum.measure().equals(Sum.COUNT) || isInteger(type, sum.measure()))
                        .orElseGet(() -> isInteger(type, name));
        };
    }

    private static boolean isInteger(ActionType type, String argument) {
        ActionType.Argument found = type.arguments().get(argument);
        return found != null && found.kind() == ActionType.Kind.INTEGER;
    }

    /** The values that a text can have, any when there are none; absent when there is no such text. */
    private static Optional<Set<String>> values(ActionType type, String name) {
        return switch (name) {
            case "tier" -> Optional.of(names(Tier.values()));
            case "stage" -> Optional.of(names(Stage.values()));
            case "health" -> Optional.of(names(HealthLevel.values()));
            case "weekday" -> Optional.of(names(DayOfWeek.values()));
            case "agent" -> Optional.of(names(AgentName.values()));
            case "requester" -> Optional.of(names(Requester.values()));
            case "from" -> Optional.of(names(Origin.values()));
            case "plan" -> Optional.of(Set.of());
            default ->
                name.endsWith(FROM)
                        ? Optional.ofNullable(type.arguments().get(name.substring(0, name.length() - FROM.length())))
                                .map(argument -> names(Origin.values()))
                        : Optional.ofNullable(type.arguments().get(name))
                                .filter(argument -> argument.kind() == ActionType.Kind.STRING)
                                .map(argument ->
                                        Set.copyOf(Objects.requireNonNullElse(argument.oneOf(), List.<String>of())));
        };
    }

    static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Set<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(PolicyCheck::wireName).collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
