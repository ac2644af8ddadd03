package io.aegis.query.outbound.pages;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.query.outbound.pages.Page.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An API described in OpenAPI 3 or Swagger 2: a part for what it is, and one for each operation with its parameters. The
 * descriptions are what is searched, so references are not followed and schemas are left out.
 */
final class OpenApiReader {
    private static final List<String> METHODS =
            List.of("get", "post", "put", "patch", "delete", "head", "options", "trace");
    private static final int MOST_PARAMETERS = 50;

    private OpenApiReader() {}

    /** @throws Unreadable when it is no description of an API */
    static Page read(String name, String content, ObjectMapper mapper) {
        JsonNode api = tree(content, mapper);
        if (!api.has("openapi") && !api.has("swagger")) {
            throw new Unreadable("it describes no API");
        }
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of("", text(api.path("info"), "description")));
        for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
            for (String method : METHODS) {
                JsonNode operation = path.getValue().path(method);
                if (operation.isObject()) {
                    parts.add(operation(method, path.getKey(), path.getValue(), operation));
                }
            }
        }
        String title = text(api.path("info"), "title");
        return new Page(title.isEmpty() ? name : title, parts);
    }

    private static JsonNode tree(String content, ObjectMapper mapper) {
        try {
            return mapper.readTree(content);
        } catch (JacksonException e) {
            throw new Unreadable("it cannot be parsed");
        }
    }

    private static Part operation(String method, String path, JsonNode shared, JsonNode operation) {
        String call = method.toUpperCase(Locale.ROOT) + " " + path;
        String summary = text(operation, "summary");
        String parameters = Stream.of(shared.path("parameters"), operation.path("parameters"))
                .flatMap(JsonNode::valueStream)
                .limit(MOST_PARAMETERS)
                .filter(parameter -> !text(parameter, "name").isEmpty())
                .map(OpenApiReader::parameter)
                .collect(Collectors.joining("\n"));
        String text = Stream.of("`" + call + "`", text(operation, "description"), parameters)
                .filter(paragraph -> !paragraph.isEmpty())
                .collect(Collectors.joining("\n\n"));
        String also = Stream.concat(
                        Stream.of(text(operation, "operationId")),
                        operation.path("tags").valueStream().map(JsonNode::asText))
                .map(OpenApiReader::spaced)
                .collect(Collectors.joining(" "))
                .strip();
        return new Part(summary.isEmpty() ? call : summary, text, also);
    }

    private static String parameter(JsonNode parameter) {
        String description = text(parameter, "description");
        return "- `%s`%s%s"
                .formatted(
                        text(parameter, "name"),
                        parameter.path("required").asBoolean() ? ", required" : "",
                        description.isEmpty() ? "" : ": " + description.replaceAll("\\s+", " "));
    }

    /** {@code createCustomer} and {@code create_customer} are searched by their words. */
    private static String spaced(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|[_\\-./]+", " ");
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).asText("").strip();
    }
}
