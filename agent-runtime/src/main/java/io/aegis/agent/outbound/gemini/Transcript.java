package io.aegis.agent.outbound.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.JournalEntry;
import io.aegis.agent.domain.JournalEntry.ModelAnswered;
import io.aegis.agent.domain.JournalEntry.Objected;
import io.aegis.agent.domain.JournalEntry.Proposed;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.JournalEntry.ToolRefused;
import io.aegis.agent.domain.ModelAnswer;
import io.aegis.agent.domain.ModelAnswer.CallTools;
import io.aegis.agent.domain.Run;
import io.aegis.agent.outbound.gemini.GeminiRequest.Content;
import io.aegis.agent.outbound.gemini.GeminiRequest.FunctionResponse;
import io.aegis.agent.outbound.gemini.GeminiRequest.Part;
import io.aegis.contracts.CustomerFact.KeyIssued;
import io.aegis.contracts.Json;
import io.aegis.contracts.KeyReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run's journal as the contents of a request: the same journal gives the same bytes. */
final class Transcript {
    private final Run run;
    private final List<JsonNode> contents = new ArrayList<>();
    private final List<Part> results = new ArrayList<>();
    private Iterator<JsonNode> calls = List.<JsonNode>of().iterator();

    private Transcript(Run run) {
        this.run = run;
    }

    /** @param opening the customer's message and what goes with it */
    static List<JsonNode> of(Run run, String opening) {
        Transcript transcript = new Transcript(run);
        transcript.contents.add(Json.tree(Content.ofUser(opening)));
        run.journal().forEach(transcript::add);
        transcript.tellResults();
        return transcript.contents;
    }

    private void add(JournalEntry entry) {
        switch (entry) {
            case ModelAnswered answered -> {
                tellResults();
                tell(answered);
            }
            case ToolRead read ->
                answer(
                        read.tool(),
                        Json.object().put("result", Untrusted.block(read.tool(), Json.text(read.result()))));
            case ToolRefused refused -> answer(refused.tool(), ReplyTool.refusal(refused.reason()));
            case Proposed proposed -> answer(proposed.action().type(), outcome(proposed));
            case Objected objected -> object(objected.reason());
            case JournalEntry.Held held -> {}
            case JournalEntry.Settled settled -> {}
            case JournalEntry.Cancelled cancelled -> {}
        }
    }

    /** The model's turn goes back as it came; one that could not be used does not, and one that cost nothing has no such. */
    private void tell(ModelAnswered answered) {
        List<JsonNode> called = new ArrayList<>();
        if (answered.paid() != null
                && !(answered.answer() instanceof ModelAnswer.Unusable)
                && answered.paid().content().path("parts").isArray()) {
            contents.add(answered.paid().content());
            answered.paid().content().path("parts").forEach(part -> {
                if (part.has("functionCall")) {
                    called.add(part.get("functionCall"));
                }
            });
        } else if (answered.answer() instanceof CallTools calls) {
            calls.calls()
                    .forEach(call ->
                            contents.add(Json.tree(Content.ofUser("%s was called for you.".formatted(call.tool())))));
        }
        calls = called.iterator();
    }

    /** Results follow their calls in order, one for each. */
    private void answer(String tool, ObjectNode response) {
        JsonNode call = calls.hasNext() ? calls.next() : null;
        results.add(
                call == null
                        ? new Part(Json.text(response), null)
                        : new Part(
                                null,
                                new FunctionResponse(id(call), call.path("name").asText(tool), response)));
    }

    private void object(String reason) {
        if (calls.hasNext()) {
            answer(ReplyTool.NAME, ReplyTool.refusal("not sent: " + reason));
        } else {
            results.add(new Part("Your last answer was not used: " + reason + ".", null));
        }
    }

    private static @Nullable String id(JsonNode call) {
        return call.hasNonNull("id") ? call.get("id").asText() : null;
    }

    private void tellResults() {
        if (!results.isEmpty()) {
            contents.add(Json.tree(Content.ofUser(List.copyOf(results))));
            results.clear();
        }
    }

    private ObjectNode outcome(Proposed proposed) {
        String id = proposed.action().id().value();
        ObjectNode outcome = Json.object().put("action", id);
        run.settled(proposed.action().id()).ifPresent(settled -> {
            outcome.put("status", settled.end().name().toLowerCase(Locale.ROOT));
            outcome.put("result", Untrusted.block(proposed.action().type(), settled.told()));
            settled.facts().forEach(fact -> {
                outcome.withArray("facts").add(Untrusted.block(proposed.action().type(), Json.text(fact)));
                if (fact instanceof KeyIssued issued) {
                    outcome.put("key", KeyReference.to(issued.key()));
                }
            });
        });
        return outcome;
    }
}
