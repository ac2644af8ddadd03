package io.aegis.monitor.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What makes a playbook look at a customer, and when: at a distance from a time that a fact speaks of, so a fact that
 * arrives late is not late twice.
 *
 * @param after the fact's name
 * @param where what must be true of the fact, by trait
 * @param measuredFrom the fact's time that the delay is added to; mostly {@code at}
 * @param delay negative for some time before
 * @param lapsesAfter how long after it was due it still makes sense
 * @param unless facts that end the wait when they happen after it began
 */
public record Trigger(
        String after,
        Map<String, Condition> where,
        String measuredFrom,
        Duration delay,
        Duration lapsesAfter,
        Set<String> unless) {
    public Trigger {
        where = Map.copyOf(where);
        unless = Set.copyOf(unless);
        if (lapsesAfter.isNegative()) {
            throw new IllegalArgumentException("lapses-after is not negative");
        }
    }

    /** Not by a fact that does not say the time that the delay counts from: nobody knows when it would be due. */
    boolean isPulledBy(Happening happening) {
        return happening.fact().equals(after)
                && happening.traits().get(measuredFrom) != null
                && Condition.unmet(where, happening.traits()).isEmpty();
    }

    Instant dueAfter(Happening happening) {
        return happening.time(measuredFrom).plus(delay);
    }

    /** Whether the later happening ends the wait that the earlier one began. */
    boolean isEndedBy(Happening later, Happening earlier) {
        return unless.contains(later.fact()) && !later.time("at").isBefore(earlier.time("at"));
    }

    Trigger withDelay(Duration other) {
        return new Trigger(after, where, measuredFrom, other, lapsesAfter, unless);
    }
}
