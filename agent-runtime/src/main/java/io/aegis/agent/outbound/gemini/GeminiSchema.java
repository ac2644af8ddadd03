package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ToolSpecification;
import io.aegis.contracts.Json;
import io.quarkiverse.langchain4j.gemini.common.FunctionDeclaration;
import io.quarkiverse.langchain4j.gemini.common.FunctionDeclaration.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schema in the part of it that Gemini takes, objects within objects included. What it does not take, such as
 * {@code additionalProperties} or references, is left out: arguments are checked here anyway.
 */
final class GeminiSchema {
    private static final Set<String> TAKEN = Set.of(
            "type",
            "format",
            "title",
            "description",
            "nullable",
            "enum",
            "required",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "pattern");

    private GeminiSchema() {}

    static FunctionDeclaration declaration(ToolSpecification tool) {
        return new FunctionDeclaration(tool.name(), tool.description(), parameters(tool.parameters()));
    }

    /** Nothing for a tool without arguments: an object without properties is refused. */
    private static @Nullable Parameters parameters(ObjectNode schema) {
        if (schema.path("properties").isEmpty()) {
            return null;
        }
        Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(property -> properties.put(property.getKey(), map(property.getValue())));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return Parameters.objectType(properties, required);
    }

    @SuppressWarnings("unchecked") // an object's tree is a map by strings
    private static Map<String, Object> map(JsonNode schema) {
        return Json.convert(taken(schema), Map.class);
    }

    private static ObjectNode taken(JsonNode schema) {
        ObjectNode taken = Json.object();
        schema.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "type" -> type(value, taken);
                case "const" -> taken.putArray("enum").add(value);
                case "items" -> taken.set("items", taken(value));
                case "anyOf", "oneOf" -> {
                    ArrayNode any = taken.putArray("anyOf");
                    value.forEach(option -> any.add(taken(option)));
                }
                case "properties" -> {
                    ObjectNode properties = taken.putObject("properties");
                    value.properties().forEach(inner -> properties.set(inner.getKey(), taken(inner.getValue())));
                }
                default -> {
                    if (TAKEN.contains(entry.getKey())) {
                        taken.set(entry.getKey(), value);
                    }
                }
            }
        });
        return taken;
    }

    /** A list of types is one type that may be null, as far as Gemini goes. */
    private static void type(JsonNode type, ObjectNode taken) {
        if (!type.isArray()) {
            taken.set("type", type);
            return;
        }
        type.forEach(one -> {
            if (one.asText().equals("null")) {
                taken.put("nullable", true);
            } else if (!taken.has("type")) {
                taken.set("type", one);
            }
        });
    }
}
