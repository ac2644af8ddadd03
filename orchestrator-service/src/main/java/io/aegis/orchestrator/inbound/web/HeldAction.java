package io.aegis.orchestrator.inbound.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.ActionType.Argument;
import io.aegis.contracts.ActionType.Kind;
import io.aegis.contracts.Json;
import io.aegis.orchestrator.application.Approvals.Held;
import io.aegis.orchestrator.domain.User;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A held action as the inbox shows it to somebody.
 *
 * @param fields its arguments, to be approved as they stand or changed; none of a type that this front door does not know
 * @param own whether the reader asked for it, and so cannot decide it
 * @param decidable whether the reader may decide it, as far as can be told here
 */
record HeldAction(Held held, List<Field> fields, boolean own, boolean decidable) {
    private static final String PREFIX = "argument.";
    private static final int LONGEST_LINE = 80;

    static HeldAction of(Held held, ActionCatalogue catalogue, User reader) {
        boolean own = held.requestedBy().equals(reader.name());
        return new HeldAction(
                held,
                catalogue.find(held.type()).map(type -> fields(held, type)).orElse(List.of()),
                own,
                !own && held.isFor(reader));
    }

    /**
     * One argument.
     *
     * @param name of the form's field
     * @param options the only values, for a choice
     */
    record Field(
            String name,
            String label,
            String description,
            String value,
            boolean number,
            @Nullable Integer minimum,
            @Nullable Integer maximum,
            List<String> options) {
        public boolean choice() {
            return !options.isEmpty();
        }

        public boolean text() {
            return value.length() > LONGEST_LINE || value.contains("\n");
        }
    }

    private static List<Field> fields(Held held, ActionType type) {
        return type.arguments().entrySet().stream()
                .map(entry -> field(entry.getKey(), entry.getValue(), held.arguments()))
                .toList();
    }

    private static Field field(String name, Argument argument, ObjectNode values) {
        return new Field(
                PREFIX + name,
                name,
                argument.description(),
                values.path(name).asText(),
                argument.kind() == Kind.INTEGER,
                argument.minimum(),
                argument.maximum(),
                argument.oneOf() == null ? List.of() : argument.oneOf());
    }

    /** The arguments as the form has them; absent when it has none. What is not within the bounds is for the gate to say. */
    static @Nullable ObjectNode arguments(MultivaluedMap<String, String> form) {
        ObjectNode arguments = Json.object();
        for (Map.Entry<String, List<String>> field : new TreeMap<>(form).entrySet()) {
            String value = field.getValue().getFirst();
            if (!field.getKey().startsWith(PREFIX) || value.isBlank()) {
                continue;
            }
            String name = field.getKey().substring(PREFIX.length());
            if (form.containsKey("number." + name) && value.strip().matches("-?\\d{1,9}")) {
                arguments.put(name, Integer.parseInt(value.strip()));
            } else {
                arguments.put(name, value.replace("\r\n", "\n"));
            }
        }
        return arguments.isEmpty() ? null : arguments;
    }
}
