package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.Json;
import java.time.Instant;
import java.util.List;

/**
 * A playbook has a reason to look at a customer at a time.
 *
 * @param id the same for the same customer, playbook and happening, however often that is told; the intervention's id when
 *     there is one
 */
public record Occasion(InterventionId id, CustomerId customer, String playbook, Happening happening, Instant due) {
    static Occasion of(CustomerId customer, String playbook, Happening happening, Instant due) {
        String hash = Json.hash(List.of(customer, playbook, happening));
        return new Occasion(new InterventionId("iv-" + hash.substring(0, 24)), customer, playbook, happening, due);
    }
}
