package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What of other services' word this service has applied. */
@ApplicationScoped
public class Applied {
    private final Database database;

    Applied(Database database) {
        this.database = database;
    }

    /** True when everything up to these points has been applied for the customer. */
    public boolean covers(CustomerId customer, List<Seen> points) {
        return points.stream()
                .allMatch(point -> !database.query(
                                "select 1 from applied where customer = ? and source = ? and sequence >= ?",
                                row -> row.getInt(1),
                                customer.value(),
                                point.source(),
                                point.sequence())
                        .isEmpty());
    }
}
