package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import java.util.List;

/** Who is never contacted by a playbook, so that its effect can be told from what would have happened anyway. */
public final class HoldOut {
    private static final double PERCENT = 100;
    private static final int DIGITS = 12;

    private HoldOut() {}

    /**
     * The same for a customer whatever the version, the share's other customers and the machine: the first 48 bits of
     * SHA-256 over playbook and customer, as a fraction, against the share. A larger share keeps all that were in a smaller.
     *
     * @param percent of all customers
     */
    public static boolean holds(String playbook, int percent, CustomerId customer) {
        String hash = Json.hash(List.of("hold-out", playbook, customer.value()));
        return Long.parseLong(hash.substring(0, DIGITS), 16) * PERCENT < percent * (double) (1L << 4 * DIGITS);
    }
}
