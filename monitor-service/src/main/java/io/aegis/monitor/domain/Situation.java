package io.aegis.monitor.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision on one customer's occasions rests on.
 *
 * @param zone where the customer is, when anybody knows
 * @param refuses why the customer is not to be contacted at all; absent when nothing is said against it
 * @param contacts when anything was said to the customer unasked, in any order
 * @param approached when this playbook last spoke to this customer, or held out instead
 */
public record Situation(
        Traits customer,
        @Nullable ZoneId zone,
        @Nullable String refuses,
        List<Instant> contacts,
        Optional<Instant> approached,
        Instant now) {
    public Situation {
        contacts = List.copyOf(contacts);
    }
}
