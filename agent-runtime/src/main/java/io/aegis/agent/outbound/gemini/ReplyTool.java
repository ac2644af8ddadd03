package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ToolSpecification;
import io.aegis.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the model speaks to the customer: by a call, so that it has to name the actions it reports. */
final class ReplyTool {
    static final String NAME = "reply";

    private ReplyTool() {}

    static ToolSpecification specification() {
        ObjectNode schema = ToolSpecification.noParameters();
        ObjectNode properties = schema.withObject("/properties");
        properties.putObject("text").put("type", "string").put("description", "The reply, in Markdown.");
        ObjectNode done = properties
                .putObject("done")
                .put("type", "array")
                .put("description", "The ids of all actions with status \"done\" that the text speaks of as done.");
        done.putObject("items").put("type", "string");
        schema.withArray("required").add("text").add("done");
        return new ToolSpecification(
                NAME, "Replies to the customer and ends the turn. Called alone, when every result is in.", schema);
    }

    static Optional<String> text(ObjectNode arguments) {
        return Optional.of(arguments.path("text"))
                .filter(JsonNode::isTextual)
                .map(text -> text.textValue().strip())
                .filter(text -> !text.isEmpty());
    }

    static List<String> reported(JsonNode arguments) {
        List<String> ids = new ArrayList<>();
        arguments.path("done").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /** What the model is told of a reply that was not sent. */
    static ObjectNode refusal(String reason) {
        return Json.object().put("refused", reason);
    }
}
