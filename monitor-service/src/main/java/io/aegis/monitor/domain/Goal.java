package io.aegis.monitor.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What a playbook is for: a fact that is to happen to the customer.
 *
 * @param fact the fact's name
 * @param where what must be true of the fact, by trait
 * @param within how long after the customer was, or would have been, contacted
 */
public record Goal(String fact, Map<String, Condition> where, Duration within) {
    public Goal {
        where = Map.copyOf(where);
        if (within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("within is longer than nothing");
        }
    }

    /** Whether this happening, by the time it happened at, is the goal of a contact at the other time. */
    public boolean isReachedBy(Happening happening, Instant contacted) {
        if (!happening.fact().equals(fact)
                || Condition.unmet(where, happening.traits()).isPresent()) {
            return false;
        }
        Instant at = happening.time("at");
        return !at.isBefore(contacted) && !at.isAfter(contacted.plus(within));
    }
}
