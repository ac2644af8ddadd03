package io.aegis.onboarding;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Database;

/** What the built-in provider made. */
final class Provisions {
    private Provisions() {}

    static long of(Database database, CustomerId customer) {
        return database.query(
                        "select count(*) from provided where customer = ?", row -> row.getLong(1), customer.value())
                .getFirst();
    }
}
