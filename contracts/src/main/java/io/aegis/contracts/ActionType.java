package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of action: what it takes, which agent runs it, and the policy it is under. It is read from one YAML file of the
 * catalogue.
 *
 * @param type the name on the wire, for example {@code trial.create}
 * @param agent the agent that owns the capability and runs the effect
 * @param title what an approver reads, with {@code {argument}} places
 * @param description what a model reads before it calls the tool of the same name
 * @param arguments by name
 * @param policy rules in order; the first that applies decides, and where none does the action is held
 * @param dependsOn what of the customer's state a decision on it rests on: when that has changed, an approval is asked for
 *     again; tier and plan when absent
 */
public record ActionType(
        String type,
        AgentName agent,
        String title,
        String description,
        Map<String, Argument> arguments,
        List<Rule> policy,
        List<Facet> dependsOn) {
    private static final List<Facet> USUALLY = List.of(Facet.TIER, Facet.PLAN);

    public ActionType {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
        policy = List.copyOf(policy);
        dependsOn = dependsOn == null ? USUALLY : List.copyOf(dependsOn);
    }

    public ActionType(
            String type,
            AgentName agent,
            String title,
            String description,
            Map<String, Argument> arguments,
            List<Rule> policy) {
        this(type, agent, title, description, arguments, policy, USUALLY);
    }

    /** Something of a customer's state that a decision can rest on. */
    public enum Facet {
        TIER,
        PLAN,
        DISCOUNT,
        KEYS,
        TRIAL;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Facet of(String wireName) {
            return WireTypes.named(Facet.class, wireName);
        }
    }

    /**
     * @param minimum of an integer, inclusive
     * @param maximum of an integer, inclusive; of a string, its length
     * @param oneOf the values a string may have; any when absent
     * @param fallback the value when the argument is left out; it is required when this is absent
     */
    public record Argument(
            Kind kind,
            String description,
            @Nullable Integer minimum,
            @Nullable Integer maximum,
            @Nullable List<String> oneOf,
            @Nullable JsonNode fallback) {}

    public enum Kind {
        INTEGER,
        STRING;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Kind of(String wireName) {
            return WireTypes.named(Kind.class, wireName);
        }
    }

    /**
     * @param name what the audit calls it
     * @param when conditions that must all hold; none means always
     * @param within for {@link Verdict#HOLD}: how long humans have
     * @param approvers for {@link Verdict#HOLD}: who they are; one approver when absent
     */
    public record Rule(
            String name,
            Verdict verdict,
            @Nullable Map<String, Condition> when,
            String reason,
            @Nullable Duration within,
            @Nullable Approvers approvers) {
        public Rule(
                String name,
                Verdict verdict,
                @Nullable Map<String, Condition> when,
                String reason,
                @Nullable Duration within) {
            this(name, verdict, when, reason, within, null);
        }
    }

    /**
     * Who decides on what is held.
     *
     * @param roles any of which is enough; approver when absent
     * @param count how many different people must approve; one when absent
     * @param escalateTo whom it goes to, for as long again, when nobody decided in time; it is rejected when absent
     */
    public record Approvers(
            @Nullable List<String> roles,
            @Nullable Integer count,
            @Nullable List<String> escalateTo) {}

    public enum Verdict {
        RELEASE,
        HOLD,
        DENY;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Verdict of(String wireName) {
            return WireTypes.named(Verdict.class, wireName);
        }
    }

    /** Holds for a value when every part that is given does. Which names there are: docs/approvals.md. */
    public record Condition(
            @Nullable Integer above,
            @Nullable Integer atMost,
            @Nullable List<String> in) {}

    /**
     * The arguments with fallbacks filled in.
     *
     * @throws Refused with every fault found, when a value is missing, unknown, of the wrong kind or out of bounds
     */
    public ObjectNode complete(ObjectNode given) {
        List<String> faults = new ArrayList<>();
        for (Iterator<String> names = given.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!arguments.containsKey(name)) {
                faults.add("'" + name + "' is not an argument of " + type);
            }
        }
        ObjectNode complete = Json.object();
        arguments.forEach((name, argument) -> {
            JsonNode value = given.hasNonNull(name) ? given.get(name) : argument.fallback();
            if (value == null) {
                faults.add("'" + name + "' is missing");
            } else {
                fault(name, argument, value).ifPresentOrElse(faults::add, () -> complete.set(name, value));
            }
        });
        if (!faults.isEmpty()) {
            throw new Refused(String.join("; ", faults));
        }
        return complete;
    }

    private static Optional<String> fault(String name, Argument argument, JsonNode value) {
        String wrong =
                switch (argument.kind()) {
                    case INTEGER -> value.isInt() ? outOfBounds(argument, value.intValue()) : "is not a whole number";
                    case STRING ->
                        !value.isTextual()
                                ? "is not a text"
                                : argument.oneOf() != null && !argument.oneOf().contains(value.textValue())
                                        ? "is not one of " + argument.oneOf()
                                        : value.textValue().length()
                                                        > Objects.requireNonNullElse(argument.maximum(), 2000)
                                                ? "is too long"
                                                : null;
                };
        return Optional.ofNullable(wrong).map(what -> "'" + name + "' " + what);
    }

    private static @Nullable String outOfBounds(Argument argument, int value) {
        Integer minimum = argument.minimum();
        Integer maximum = argument.maximum();
        if ((minimum == null || value >= minimum) && (maximum == null || value <= maximum)) {
            return null;
        }
        if (minimum != null && maximum != null) {
            return "is not within %d and %d".formatted(minimum, maximum);
        }
        return maximum == null ? "is less than " + minimum : "is more than " + maximum;
    }

    /** The title with the arguments in their places. */
    public String describe(ObjectNode given) {
        String text = title;
        for (String name : arguments.keySet()) {
            JsonNode value = given.get(name);
            text = text.replace("{" + name + "}", value == null ? "?" : value.asText());
        }
        return text;
    }

    /** The arguments do not fit the action's type. */
    public static final class Refused extends RuntimeException {
        public Refused(String message) {
            super(message);
        }
    }
}
