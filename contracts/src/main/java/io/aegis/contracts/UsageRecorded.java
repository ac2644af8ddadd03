package io.aegis.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a customer made to the product's API, counted by the product.
 *
 * @param status the HTTP status the calls were answered with
 * @param calls how many; at least 1
 * @param keyHint the last four characters of the key that was used, when the product knows
 */
@WireType("aegis.usage.recorded.v1")
public record UsageRecorded(
        CustomerId customer,
        Environment environment,
        String endpoint,
        int status,
        int calls,
        @Nullable String keyHint,
        Instant at)
        implements UsageEvent {
    public UsageRecorded {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status is an HTTP status, 100 to 599");
        }
        if (calls < 1 || calls > 1_000_000) {
            throw new IllegalArgumentException("calls is 1 to 1000000");
        }
    }
}
