package io.aegis.agent.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.Json;

/** A tool the model wants called: a read-only one by its name, or an action by its type. */
public record ToolCall(String tool, ObjectNode arguments) {
    public static ToolCall of(String tool) {
        return new ToolCall(tool, Json.object());
    }
}
