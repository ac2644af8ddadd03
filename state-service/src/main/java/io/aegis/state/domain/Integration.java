package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Key;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import io.aegis.contracts.Stage;
import io.aegis.contracts.UsageTrend;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far the customer's software has come.
 *
 * @param trend of its use, as last told
 */
public record Integration(
        List<Key> keys,
        @Nullable String sandboxUrl,
        @Nullable Instant firstApiCallAt,
        @Nullable Instant validatedAt,
        @Nullable UsageTrend trend) {
    static final Integration NONE = new Integration(List.of(), null, null, null, null);

    public Integration {
        keys = List.copyOf(keys);
    }

    /**
     * The stage that the integration alone has reached. A production key makes it production ready without further
     * conditions: such a key is only issued when a human has released it, and that is the judgement.
     */
    Stage stage() {
        if (keys.stream().anyMatch(key -> key.environment() == Environment.PRODUCTION)) {
            return Stage.PRODUCTION_READY;
        }
        if (validatedAt != null) {
            return Stage.INTEGRATION_VALIDATED;
        }
        if (firstApiCallAt != null) {
            return Stage.FIRST_API_CALL;
        }
        return keys.isEmpty() ? Stage.NEW : Stage.API_KEYS_GENERATED;
    }

    boolean has(KeyId id) {
        return keys.stream().anyMatch(key -> key.key().equals(id));
    }

    /** Since when the customer could have called; empty without a key. */
    Optional<Instant> firstKeyAt() {
        return keys.stream().map(Key::issuedAt).min(Comparator.naturalOrder());
    }

    Integration after(CustomerFact.KeyIssued told) {
        Key key = new Key(told.key(), told.environment(), told.hint(), told.at());
        return has(told.key())
                ? this
                : new Integration(
                        Stream.concat(keys.stream(), Stream.of(key)).toList(),
                        sandboxUrl,
                        firstApiCallAt,
                        validatedAt,
                        trend);
    }

    Integration after(CustomerFact.SandboxProvisioned told) {
        return new Integration(keys, told.url(), firstApiCallAt, validatedAt, trend);
    }

    Integration after(CustomerFact.FirstApiCallMade told) {
        return firstApiCallAt != null ? this : new Integration(keys, sandboxUrl, told.at(), validatedAt, trend);
    }

    Integration after(CustomerFact.IntegrationValidated told) {
        return validatedAt != null ? this : new Integration(keys, sandboxUrl, firstApiCallAt, told.at(), trend);
    }

    Integration after(CustomerFact.UsageTrendChanged told) {
        return new Integration(keys, sandboxUrl, firstApiCallAt, validatedAt, told.trend());
    }

    /** Steady as long as nothing else was told. */
    UsageTrend lastTrend() {
        return trend == null ? UsageTrend.STEADY : trend;
    }
}
