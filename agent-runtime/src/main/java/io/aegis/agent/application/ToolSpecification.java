package io.aegis.agent.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.ActionType;
import io.aegis.contracts.ActionType.Argument;
import io.aegis.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tool as a model is told of it.
 *
 * @param parameters a JSON Schema of the arguments, an object's
 */
public record ToolSpecification(String name, String description, ObjectNode parameters) {
    /** The schema of a tool that takes nothing. */
    public static ObjectNode noParameters() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    static ToolSpecification of(ReadTool tool) {
        return new ToolSpecification(tool.name(), tool.description(), tool.parameters());
    }

    static ToolSpecification of(OutsideTools.Offered tool) {
        return new ToolSpecification(tool.name(), tool.description(), tool.arguments());
    }

    static ToolSpecification of(ActionType type) {
        ObjectNode schema = noParameters();
        ArrayNode required = schema.putArray("required");
        type.arguments().forEach((name, argument) -> {
            schema.withObject("/properties").set(name, schema(argument));
            if (argument.fallback() == null) {
                required.add(name);
            }
        });
        return new ToolSpecification(type.type(), type.description(), schema);
    }

    private static ObjectNode schema(Argument argument) {
        ObjectNode schema =
                Json.object().put("type", argument.kind().wireName()).put("description", argument.description());
        switch (argument.kind()) {
            case INTEGER -> {
                schema.put("minimum", argument.minimum());
                schema.put("maximum", argument.maximum());
            }
            case STRING -> schema.put("maxLength", argument.maximum());
        }
        if (argument.oneOf() != null) {
            argument.oneOf().forEach(schema.withArray("enum")::add);
        }
        schema.properties().removeIf(property -> property.getValue().isNull());
        return schema;
    }

    /** What is wrong with the arguments, if anything: unknown or missing ones, and values of another type. */
    Optional<String> fault(ObjectNode arguments) {
        if (!parameters.has("properties")) {
            return Optional.empty();
        }
        List<String> faults = new ArrayList<>();
        JsonNode properties = parameters.path("properties");
        arguments.properties().forEach(given -> {
            JsonNode schema = properties.get(given.getKey());
            if (schema == null) {
                faults.add("'" + given.getKey() + "' is not an argument of " + name);
            } else if (!fits(schema.path("type").asText(), given.getValue())) {
                faults.add("'" + given.getKey() + "' is not of type "
                        + schema.path("type").asText());
            }
        });
        parameters.path("required").forEach(required -> {
            if (!arguments.hasNonNull(required.asText())) {
                faults.add("'" + required.asText() + "' is missing");
            }
        });
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }

    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
    }
}
