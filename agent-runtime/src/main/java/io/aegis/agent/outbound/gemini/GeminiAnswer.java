package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.Fault;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code generateContent} answered. Only what is read is named; the model's turn stays as it came. */
record GeminiAnswer(
        @Nullable List<Candidate> candidates,
        @Nullable PromptFeedback promptFeedback,
        @Nullable Usage usageMetadata) {

    record Candidate(@Nullable ObjectNode content, @Nullable String finishReason) {}

    record PromptFeedback(@Nullable String blockReason) {}

    record Usage(
            @Nullable Long promptTokenCount,
            @Nullable Long toolUsePromptTokenCount,
            @Nullable Long candidatesTokenCount,
            @Nullable Long thoughtsTokenCount) {}

    private static final Candidate NONE = new Candidate(null, null);

    private Candidate candidate() {
        return candidates == null || candidates.isEmpty() ? NONE : candidates.getFirst();
    }

    long tokensIn() {
        return usageMetadata == null
                ? 0
                : count(usageMetadata.promptTokenCount) + count(usageMetadata.toolUsePromptTokenCount);
    }

    long tokensOut() {
        return usageMetadata == null
                ? 0
                : count(usageMetadata.candidatesTokenCount) + count(usageMetadata.thoughtsTokenCount);
    }

    private static long count(@Nullable Long tokens) {
        return Objects.requireNonNullElse(tokens, 0L);
    }

    String finish() {
        return blocked().orElseGet(() -> Objects.requireNonNullElse(candidate().finishReason, "NONE"));
    }

    private Optional<String> blocked() {
        return Optional.ofNullable(promptFeedback).map(PromptFeedback::blockReason);
    }

    /** The model's turn as it came. */
    ObjectNode content() {
        return Objects.requireNonNullElseGet(candidate().content, Json::object);
    }

    /** What it comes to: calls, a reply, or nothing that can be used. */
    ModelAnswer answer() {
        if (blocked().isPresent()) {
            return new ModelAnswer.Unusable(Fault.BLOCKED);
        }
        return switch (finish()) {
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII" ->
                new ModelAnswer.Unusable(Fault.BLOCKED);
            case "MAX_TOKENS" -> new ModelAnswer.Unusable(Fault.CUT_OFF);
            case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL" -> new ModelAnswer.Unusable(Fault.MALFORMED);
            default -> said();
        };
    }

    private ModelAnswer said() {
        List<ToolCall> calls = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content().path("parts")) {
            JsonNode call = part.get("functionCall");
            if (call != null) {
                JsonNode arguments = call.path("args");
                if (!call.path("name").isTextual() || !(arguments.isMissingNode() || arguments.isObject())) {
                    return new ModelAnswer.Unusable(Fault.MALFORMED);
                }
                calls.add(new ToolCall(
                        call.get("name").textValue(), arguments instanceof ObjectNode given ? given : Json.object()));
            } else if (!part.path("thought").asBoolean()) {
                text.append(part.path("text").asText());
            }
        }
        if (calls.size() == 1 && calls.getFirst().tool().equals(ReplyTool.NAME)) {
            return ReplyTool.text(calls.getFirst().arguments())
                    .<ModelAnswer>map(ModelAnswer.Say::of)
                    .orElse(new ModelAnswer.Unusable(Fault.MALFORMED));
        }
        if (!calls.isEmpty()) {
            return new ModelAnswer.CallTools(calls);
        }
        return text.toString().isBlank()
                ? new ModelAnswer.Unusable(Fault.EMPTY)
                : ModelAnswer.Say.of(text.toString().strip());
    }

    /** The ids of the actions that a reply reports as done. */
    List<String> reported() {
        for (JsonNode part : content().path("parts")) {
            if (part.path("functionCall").path("name").asText().equals(ReplyTool.NAME)) {
                return ReplyTool.reported(part.path("functionCall").path("args"));
            }
        }
        return List.of();
    }
}
