package io.aegis.contracts;

import java.time.Instant;

/**
 * People of a customer logged in to the product. Who they are is not told: nobody here needs it.
 *
 * @param logins how many; at least 1
 */
@WireType("aegis.usage.logged_in.v1")
public record LoggedIn(CustomerId customer, int logins, Instant at) implements UsageEvent {
    public LoggedIn {
        if (logins < 1 || logins > 1_000_000) {
            throw new IllegalArgumentException("logins is 1 to 1000000");
        }
    }
}
