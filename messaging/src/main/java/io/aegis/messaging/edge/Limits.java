package io.aegis.messaging.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Who asked how often, in this replica's memory: a bucket for each kind and caller, forgotten when it would be full again. */
@ApplicationScoped
public class Limits {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int CALLERS = 100_000;

    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(CALLERS).expireAfterAccess(WINDOW).build();
    private final LimitsConfig config;

    Limits(LimitsConfig config) {
        this.config = config;
    }

    private record Key(Limited.Kind kind, String caller) {}

    /** Counts a request. Returns how long the caller has to wait; nothing when the request is within the limit. */
    Duration take(Limited.Kind kind, String caller) {
        ConsumptionProbe probe = buckets.get(new Key(kind, caller), this::full).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket full(Key key) {
        int most =
                switch (key.kind) {
                    case MESSAGES -> config.messages();
                    case USAGE -> config.usage();
                    case WEBHOOKS -> config.webhooks();
                    case LOGINS -> config.logins();
                };
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, WINDOW))
                .build();
    }
}
