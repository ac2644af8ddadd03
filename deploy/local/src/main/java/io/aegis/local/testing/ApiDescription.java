package io.aegis.local.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** A published OpenAPI description of form requests, held against what is sent: is there such an operation, and does it take this? */
final class ApiDescription {
    private final JsonNode paths;
    private final Map<String, String> renamed;

    /** @param renamed parameters that a later version of the API calls otherwise, with their described names */
    ApiDescription(JsonNode description, Map<String, String> renamed) {
        this.paths = description.path("paths");
        this.renamed = renamed;
    }

    /** What speaks against the request. */
    Optional<String> objection(ApiStandIn.Request request, String path) {
        String method = request.method().toLowerCase(java.util.Locale.ROOT);
        Optional<JsonNode> operation = paths.properties().stream()
                .filter(template -> path.matches(template.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
                .map(template -> template.getValue().path(method))
                .filter(found -> !found.isMissingNode())
                .findFirst();
        if (operation.isEmpty()) {
            return Optional.of("there is no " + request.method() + " " + path);
        }
        return request.reads() ? Optional.empty() : unfit(operation.get(), request.parameters());
    }

    private Optional<String> unfit(JsonNode operation, Map<String, String> parameters) {
        JsonNode schema = operation
                .path("requestBody")
                .path("content")
                .path("application/x-www-form-urlencoded")
                .path("schema");
        Set<String> missing = new TreeSet<>();
        schema.path("required").forEach(name -> missing.add(name.asText()));
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String said = parameter.getKey().replaceAll("\\[.*", "");
            String name = renamed.getOrDefault(said, said);
            missing.remove(name);
            JsonNode property = schema.path("properties").path(name);
            if (property.isMissingNode()) {
                return Optional.of("there is no parameter " + said);
            }
            Optional<String> wrong = wrong(property, parameter.getValue());
            if (wrong.isPresent()) {
                return Optional.of(said + " " + wrong.get());
            }
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of("missing are " + missing);
    }

    private static Optional<String> wrong(JsonNode property, String value) {
        List<String> allowed = StreamSupport.stream(property.path("enum").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            return Optional.of("is none of " + allowed);
        }
        if (property.has("maxLength")
                && value.length() > property.get("maxLength").asInt()) {
            return Optional.of("is too long");
        }
        boolean number =
                Set.of("integer", "number").contains(property.path("type").asText());
        if (!number) {
            return Optional.empty();
        }
        if (!value.matches(property.path("type").asText().equals("integer") ? "-?\\d+" : "-?\\d+(\\.\\d+)?")) {
            return Optional.of("is no number");
        }
        double given = Double.parseDouble(value);
        return given < property.path("minimum").asDouble(-Double.MAX_VALUE)
                        || given > property.path("maximum").asDouble(Double.MAX_VALUE)
                ? Optional.of("is out of bounds")
                : Optional.empty();
    }
}
