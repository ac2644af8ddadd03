package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.langchain4j.gemini.common.GenerateContentRequest.SystemInstruction;
import io.quarkiverse.langchain4j.gemini.common.GenerateContentRequest.Tool;
import io.quarkiverse.langchain4j.gemini.common.GenerationConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code generateContent}.
 *
 * @param contents {@link Content}, and between them the model's own turns as they came
 */
record GeminiRequest(
        List<JsonNode> contents,
        SystemInstruction systemInstruction,
        List<Tool> tools,
        ToolConfig toolConfig,
        GenerationConfig generationConfig) {

    /** One turn of ours. */
    record Content(String role, List<Part> parts) {
        static Content ofUser(List<Part> parts) {
            return new Content("user", parts);
        }

        static Content ofUser(String text) {
            return ofUser(List.of(new Part(text, null)));
        }
    }

    record Part(@Nullable String text, @Nullable FunctionResponse functionResponse) {}

    /** @param id that of the call, when the model gave one */
    record FunctionResponse(@Nullable String id, String name, ObjectNode response) {}

    record ToolConfig(FunctionCallingConfig functionCallingConfig) {
        /** The model has to call something: its reply is a call too. */
        static final ToolConfig ANY = new ToolConfig(new FunctionCallingConfig("ANY"));
    }

    record FunctionCallingConfig(String mode) {}
}
