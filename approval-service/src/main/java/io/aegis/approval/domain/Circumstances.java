package io.aegis.approval.domain;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What a policy looks at beside the action itself.
 *
 * @param at now; deadlines count from it
 */
public record Circumstances(Instant at, Basis basis, Released released) {
    /** Before anything was released, and with nothing known of the customer. */
    public static Circumstances at(Instant at) {
        return new Circumstances(at, Basis.NOTHING, (sum, zone) -> 0);
    }

    /** What was released before. It is asked only for sums that a rule names. */
    public interface Released {
        long sum(Sum sum, ZoneId zone);
    }
}
