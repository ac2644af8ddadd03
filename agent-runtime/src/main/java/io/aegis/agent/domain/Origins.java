package io.aegis.agent.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.domain.JournalEntry.ToolRead;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction.Origin;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Where the values of an action's arguments stand, for a policy that trusts what a customer or a document says less. It looks
 * for the value itself, as a word or a phrase of its own: what was put in other words is not found, and what stands in both
 * counts as retrieved, which is trusted least. An argument of several values is trusted as the least of them.
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
        arguments
                .fields()
                .forEachRemaining(argument -> values(argument.getValue())
                        .map(Origins::value)
                        .map(value -> isIn(retrieved, value)
                                ? Origin.RETRIEVED
                                : isIn(said, value) ? Origin.CUSTOMER : Origin.AGENT)
                        .max(Comparator.naturalOrder())
                        .ifPresent(origin -> origins.put(argument.getKey(), origin)));
        return origins;
    }

    /** The values that can stand somewhere: of an object as text, as an outside tool's arguments are, those within it. */
    private static Stream<String> values(JsonNode argument) {
        if (argument.isContainerNode()) {
            return StreamSupport.stream(argument.spliterator(), false).flatMap(Origins::values);
        }
        String text = argument.asText().strip();
        if (argument.isBoolean() || text.isEmpty()) {
            return Stream.empty();
        }
        return text.startsWith("{") ? within(text) : Stream.of(text);
    }

    private static Stream<String> within(String text) {
        try {
            return values(Json.read(text, ObjectNode.class));
        } catch (Json.Unreadable e) {
            return Stream.of(text);
        }
    }

    private static Pattern value(String value) {
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static boolean isIn(List<String> texts, Pattern value) {
        return texts.stream().anyMatch(text -> value.matcher(text).find());
    }
}
