package io.aegis.query.outbound;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.PersonalRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** What customers wrote in tickets of the built-in store. Another company's ticket system forgets by itself. */
@ApplicationScoped
class TicketRecords implements PersonalRecords {
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        TicketEntity.update(
                "subject = 'erased', body = 'erased' where customer = ?1 and openedAt <= ?2", customer.value(), until);
        return true;
    }
}
