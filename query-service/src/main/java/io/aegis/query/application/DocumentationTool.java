package io.aegis.query.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ReadTool;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.agent.domain.Run;
import io.aegis.agent.domain.ToolCall;
import io.aegis.contracts.Intent;
import io.aegis.contracts.Json;
import io.aegis.query.domain.Passage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Searches the documentation, for whichever model calls it. A question that finds nothing is kept as a gap. */
@ApplicationScoped
public class DocumentationTool implements ReadTool {
    public static final String NAME = "documentation.search";

    /** What is read is journalled with the run, so it is kept short. */
    private static final int MOST = 3;

    private static final int LONGEST_PASSAGE = 2000;

    private final Documentation documentation;
    private final Gaps gaps;

    DocumentationTool(Documentation documentation, Gaps gaps) {
        this.documentation = documentation;
        this.gaps = gaps;
    }

    /** What a search found, best first. */
    public record Found(List<Passage> passages) {
        public Found {
            passages = List.copyOf(passages);
        }
    }

    public static ToolCall call(String query) {
        return new ToolCall(NAME, Json.object().put("query", query));
    }

    /** The run's last search, when there was one. */
    public static Optional<Found> found(Run run) {
        return run.entries(ToolRead.class)
                .filter(read -> read.tool().equals(NAME))
                .reduce((earlier, later) -> later)
                .map(read -> Json.convert(read.result(), Found.class));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String looksAt() {
        return "the documentation";
    }

    @Override
    public String description() {
        return "Searches the documentation and returns the best passages, with their sources.";
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties")
                .putObject("query")
                .put("type", "string")
                .put("description", "What to look for, in a few words. Without it, the customer's message.");
        return schema;
    }

    /** Searches for {@code query}, or for the customer's own words without one. */
    @Override
    public ObjectNode read(Run run, ObjectNode arguments) {
        String query = arguments.path("query").asText(run.ask().text());
        List<Passage> passages = documentation.search(query, MOST);
        if (passages.isEmpty() && run.ask().intent() == Intent.QUESTION) {
            gaps.missed(run.ask().turn(), run.ask().customer(), run.ask().text());
        }
        return Json.tree(new Found(passages.stream()
                .map(passage -> passage.shortened(LONGEST_PASSAGE))
                .toList()));
    }
}
