package io.aegis.agent.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.ProposedAction.Origin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the values of an action's arguments stand, for a policy that trusts what a customer or a document says less. It looks
 * for the value itself, as a word or a phrase of its own: what was put in other words is not found, and what stands in both
 * counts as retrieved, which is trusted least.
 */
public final class Origins {
    private Origins() {}

    public static Map<String, Origin> of(Run run, ObjectNode arguments) {
        List<String> retrieved = run.entries(ToolRead.class)
                .map(read -> read.result().toString())
                .toList();
        List<String> said = Stream.concat(
                        Stream.of(run.ask().text()),
                        run.ask().memory().stream()
                                .filter(line -> line.speaker() == Speaker.CUSTOMER)
                                .map(Utterance::text))
                .toList();
        Map<String, Origin> origins = new HashMap<>();
        arguments.fields().forEachRemaining(argument -> {
            if (argument.getValue().asText().isBlank()) {
                return; // it stands nowhere
            }
            Pattern value = value(argument.getValue());
            origins.put(
                    argument.getKey(),
                    isIn(retrieved, value) ? Origin.RETRIEVED : isIn(said, value) ? Origin.CUSTOMER : Origin.AGENT);
        });
        return origins;
    }

    private static Pattern value(JsonNode value) {
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])" + Pattern.quote(value.asText().strip()) + "(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static boolean isIn(List<String> texts, Pattern value) {
        return texts.stream().anyMatch(text -> value.matcher(text).find());
    }
}
