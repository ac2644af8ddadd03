package io.aegis.query.outbound;

import io.aegis.agent.application.PersonalRecords;
import io.aegis.contracts.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;

/** What customers wrote in tickets of the built-in store. Another company's ticket system forgets by itself. */
@ApplicationScoped
class TicketRecords implements PersonalRecords {
    @Override
    public void forget(CustomerId customer) {
        TicketEntity.update("subject = 'erased', body = 'erased' where customer = ?1", customer.value());
    }
}
