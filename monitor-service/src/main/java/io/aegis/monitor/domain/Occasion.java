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
 * @param version of the playbook that it began under, and is decided by
 */
public record Occasion(
        InterventionId id, CustomerId customer, String playbook, int version, Happening happening, Instant due) {
    static Occasion of(CustomerId customer, Edition edition, Happening happening) {
        Playbook playbook = edition.playbook();
        String hash = Json.hash(List.of(customer, playbook.id(), happening));
        return new Occasion(
                new InterventionId("iv-" + hash.substring(0, 24)),
                customer,
                playbook.id(),
                edition.version(),
                happening,
                playbook.trigger().dueAfter(happening));
    }
}
