package io.aegis.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;

/** A document with every property that an OpenAPI description has for it. */
record SchemaSample(JsonNode description) {
    private static final int DEEPEST = 6;

    JsonNode of(JsonNode schema, int depth) {
        JsonNode type = resolved(schema);
        if (type.path("enum").isArray()) {
            return type.get("enum").get(0);
        }
        return switch (type.path("type").asText()) {
            case "object" -> {
                ObjectNode object = Json.object();
                if (depth < DEEPEST) {
                    type.path("properties")
                            .properties()
                            .forEach(property -> object.set(property.getKey(), of(property.getValue(), depth + 1)));
                }
                yield object;
            }
            case "array" ->
                depth < DEEPEST
                        ? Json.mapper().createArrayNode().add(of(type.path("items"), depth + 1))
                        : Json.mapper().createArrayNode();
            case "integer" -> Json.mapper().getNodeFactory().numberNode(1_770_000_000);
            case "number" -> Json.mapper().getNodeFactory().numberNode(1.5);
            case "boolean" -> Json.mapper().getNodeFactory().booleanNode(true);
            default -> Json.mapper().getNodeFactory().textNode("sample");
        };
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? description.at(schema.get("$ref").asText().substring(1)) : schema;
    }
}
