package io.aegis.onboarding.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.KeyId;
import java.time.Instant;
import java.util.Optional;

/** Where API keys live: in this service's database, so issuing one may be part of a transaction. A key leaves it only by {@link #reveal}, towards its owner. */
public interface KeyVault {
    /** The key that was issued for this action. */
    Optional<IssuedKey> find(ActionId action);

    /** Issues a key, once for an action. */
    IssuedKey issue(ActionId action, CustomerId customer, Environment environment);

    /**
     * The key itself, and a record of who was shown it.
     *
     * @param by who asks
     */
    Revealed reveal(KeyId key, CustomerId owner, String by);

    sealed interface Revealed {
        record Key(String key) implements Revealed {
            @Override
            public String toString() {
                return "Key";
            }
        }

        /** It is a production key that was shown before, and nobody has it any more but its owner. */
        record Over() implements Revealed {}

        /** There is no such key, or it is another customer's. */
        record None() implements Revealed {}
    }

    /** @param hint the last four characters */
    record IssuedKey(KeyId id, Environment environment, String hint, Instant issuedAt) {}
}
