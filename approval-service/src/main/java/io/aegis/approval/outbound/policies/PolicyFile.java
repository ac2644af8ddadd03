package io.aegis.approval.outbound.policies;

import io.aegis.approval.domain.PolicyDocument;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.ActionType.Condition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy as its YAML has it. docs/approvals.md says what each word means. */
record PolicyFile(
        @Nullable String name,
        @Nullable String zone,
        @Nullable List<Rule> rules) {
    private static final int MOST = 500;
    private static final int LONGEST_NAME = 60;

    record Rule(
            @Nullable String name,
            @Nullable List<String> actions,
            ActionType.@Nullable Verdict verdict,
            @Nullable Map<String, Condition> when,
            @Nullable String reason,
            @Nullable Duration within,
            ActionType.@Nullable Approvers approvers) {
        PolicyDocument.Line line() {
            return new PolicyDocument.Line(
                    Set.copyOf(Objects.requireNonNullElse(actions, List.of())),
                    new ActionType.Rule(
                            needed("a rule's 'name'", name),
                            needed("'verdict' of rule " + name, verdict),
                            when,
                            needed("'reason' of rule " + name, reason),
                            within,
                            approvers));
        }
    }

    /** @throws IllegalArgumentException when something is missing or twice */
    PolicyDocument document() {
        List<Rule> lines = Objects.requireNonNullElse(rules, List.of());
        if (lines.size() > MOST) {
            throw new IllegalArgumentException("a policy has up to " + MOST + " rules");
        }
        Set<String> names = new HashSet<>();
        for (Rule rule : lines) {
            if (!names.add(String.valueOf(rule.name))) {
                throw new IllegalArgumentException("two rules are called " + rule.name);
            }
        }
        String called = needed("'name'", name);
        if (called.isBlank() || called.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("'name' has 1 to " + LONGEST_NAME + " characters");
        }
        return new PolicyDocument(
                called, zoneId(), lines.stream().map(Rule::line).toList());
    }

    private ZoneId zoneId() {
        try {
            return ZoneId.of(Objects.requireNonNullElse(zone, "UTC"));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'zone' is no time zone such as Europe/Berlin", e);
        }
    }

    private static <T> T needed(String what, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is missing");
        }
        return value;
    }
}
