package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import java.util.List;

/** Who is never contacted by a playbook, so that its effect can be told from what would have happened anyway. */
final class HoldOut {
    private static final int PERCENT = 100;

    private HoldOut() {}

    /**
     * The same for a customer whatever the version, the share's other customers and the machine: the first 48 bits of
     * SHA-256 over playbook and customer, as a fraction, against the share. A larger share keeps all that were in a smaller.
     */
    static boolean holds(Playbook playbook, CustomerId customer) {
        String hash = Json.hash(List.of("hold-out", playbook.id(), customer.value()));
        double place = Long.parseLong(hash.substring(0, 12), 16) / (double) (1L << 48);
        return place * PERCENT < playbook.holdOut();
    }
}
