package io.aegis.state.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What moved a measure, or the exceptions, at one time.
 *
 * @param part the measure's name, or {@link HealthExplanation#CEILING}
 * @param kind what it was
 * @param what a fact's wire name, or what use amounts to, in words
 * @param at when it happened; of use the end of the window
 * @param version of the customer, which the fact made
 */
public record Because(
        String part,
        Kind kind,
        String what,
        Instant at,
        @Nullable Long version) {
    public enum Kind {
        /** Something that was told, and is on the timeline. */
        FACT,
        /** Calls and logins that were counted. */
        USAGE,
        /** Nothing happened, and that was it: windows moved on, things faded. */
        TIME,
        /** Other rules judge. */
        RULES
    }
}
