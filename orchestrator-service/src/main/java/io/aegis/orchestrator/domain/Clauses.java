package io.aegis.orchestrator.domain;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a message may go on to another request. Whether it does is for whoever understands the parts. */
public final class Clauses {
    /**
     * The end of a sentence or line, and "and", "also", "then", "plus" before words that begin a request. Other joints are
     * left alone: "a plan and an addon" is one thing.
     */
    private static final Pattern BETWEEN = Pattern.compile(
            "(?<=[.!?])\\s+|\\s*[;\\n]+\\s*|,?\\s+(?:and then|and also|and|also|then|plus)(?:,?\\s+)(?=(?:please\\s+)?"
                    + "(?:how|what|which|why|when|where|can|could|would|will|do|does|is|are|show|give|tell|create|make|open|set|"
                    + "help|explain|send|issue|upgrade|downgrade|switch|move|change|find|check|look|connect|apply|get|let|"
                    + "i|i'd|i'm|i've|we|we'd|we're|we've|my|our|also|please)\\b)",
            Pattern.CASE_INSENSITIVE);

    private Clauses() {}

    /** In order; a message of one clause is that clause. */
    public static List<String> of(String text) {
        return Stream.of(BETWEEN.split(text.strip()))
                .map(String::strip)
                .filter(clause -> !clause.isEmpty())
                .toList();
    }
}
