package io.aegis.monitor.domain;

import java.time.Instant;

/**
 * A fact about a customer, as playbooks see it.
 *
 * @param fact its name on the wire, such as {@code key_issued}
 */
public record Happening(String fact, Traits traits) {
    /** @throws IllegalArgumentException when the fact does not have this time */
    public Instant time(String name) {
        String time = traits.get(name);
        if (time == null) {
            throw new IllegalArgumentException(fact + " has no time " + name);
        }
        return Instant.parse(time);
    }
}
