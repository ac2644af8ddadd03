package io.aegis.e2e.scenarios;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegis.local.testing.Wire;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the topics say of the actions of some customers: proposed, decided, executed. */
record GateLog(List<Entry> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TOPICS = List.of(
            "aegis.actions.proposed.v1",
            "aegis.actions.onboarding.v1",
            "aegis.actions.query.v1",
            "aegis.actions.outcomes.v1");

    /** @param what proposed, released, held, denied, succeeded and so on */
    record Entry(String what, JsonNode message) {
        JsonNode action() {
            return message.path("action");
        }

        String id() {
            return action().isTextual()
                    ? action().textValue()
                    : action().path("id").asText();
        }

        /** What a person has to have seen, of all that there is in the catalogue. */
        boolean risky() {
            return switch (action().path("type").asText()) {
                case "discount.apply", "plan.change", "mcp.call" -> true;
                case "key.issue" ->
                    !action().at("/arguments/environment").asText().equals("test");
                default -> false;
            };
        }
    }

    static GateLog of(Wire wire, String customers) {
        return new GateLog(wire
                .await(
                        TOPICS,
                        found -> Objects.requireNonNullElse(found.key(), "").startsWith(customers)
                                && found.type().startsWith("aegis.action."),
                        anyNumber -> true)
                .stream()
                .map(found ->
                        new Entry(found.type().replaceAll("aegis\\.action\\.(.*)\\.v\\d+", "$1"), read(found.value())))
                .toList());
    }

    List<Entry> risky(String what) {
        return entries.stream()
                .filter(entry -> entry.what.equals(what) && entry.risky())
                .toList();
    }

    /** The ids of the entries. */
    static Set<String> ids(List<Entry> entries) {
        return entries.stream().map(Entry::id).collect(Collectors.toSet());
    }

    Set<String> succeeded() {
        return ids(
                entries.stream().filter(entry -> entry.what.equals("succeeded")).toList());
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
