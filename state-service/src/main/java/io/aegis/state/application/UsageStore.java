package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.UsageSummary;
import io.aegis.state.domain.Traffic;
import io.aegis.state.domain.UsageBucket;
import java.time.Instant;
import java.util.List;

/**
 * Where calls are counted. They are kept by the hour, so a window is all hours that began in it: a window of 24 hours that
 * ends at 10:25 has the 24 hours from yesterday 11:00 on.
 */
public interface UsageStore {
    /** Adds calls to their hours, in one statement. */
    void add(CustomerId customer, List<UsageBucket> buckets);

    Traffic traffic(CustomerId customer, Instant until);

    UsageSummary summary(CustomerId customer, Instant until, int hours);

    /**
     * Takes an idempotency key for a customer's part of a request, inside the transaction that counts it.
     *
     * @return false when this part was counted before
     */
    boolean claim(Request request, CustomerId customer, Instant now);

    /** True when the caller used the key for another content. */
    boolean usedOtherwise(Request request);

    /** @param hash of the content */
    record Request(String caller, String key, String hash) {}
}
