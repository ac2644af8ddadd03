package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.UsageSummary;
import io.aegis.state.domain.Activity;
import io.aegis.state.domain.UsageTally;
import java.time.Instant;

/**
 * Where calls and logins are counted: calls by the hour for 62 days, sums by the day for 400. A window is all hours that
 * began in it: a window of 24 hours that ends at 10:25 has the 24 hours from yesterday 11:00 on.
 */
public interface UsageStore {
    /**
     * Adds up, in a few statements however much it is, and puts the customers among the {@link UsageNews}. A customer's day
     * has room for so many buckets; see {@link UsageTally#MOST_BUCKETS_A_DAY}.
     */
    void add(UsageTally tally);

    /** As far as health looks back. */
    Activity activity(CustomerId customer, Instant until);

    UsageSummary summary(CustomerId customer, Instant until, int hours);

    /**
     * Takes an idempotency key, inside the transaction that counts what came under it.
     *
     * @return false when it was counted before
     */
    boolean claim(Request request, Instant now);

    /** True when the caller used the key for another content. */
    boolean usedOtherwise(Request request);

    /** Forgets a bounded part of what is too old; true when there may be more of it. */
    boolean forget(Instant now);

    /** @param hash of the content */
    record Request(String caller, String key, String hash) {}
}
