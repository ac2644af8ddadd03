package io.aegis.query.outbound;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Database;
import io.aegis.messaging.PersonalRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** What customers wrote in tickets of the built-in store. Another company's ticket system forgets by itself. */
@ApplicationScoped
class TicketRecords implements PersonalRecords {
    private final Database database;

    TicketRecords(Database database) {
        this.database = database;
    }

    @Override
    public boolean forget(CustomerId customer, Instant until) {
        database.update(
                "update ticket set subject = 'erased', body = 'erased' where customer = ? and opened_at <= ?",
                customer.value(),
                until);
        return true;
    }
}
