package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.KeyId;

/** Fetches API keys for their owners. What it gives is shown and forgotten: never stored, sent or logged. Takes a second at the most. */
public interface KeyReveal {
    Revealed reveal(KeyId key, CustomerId owner);

    sealed interface Revealed {
        record Key(String key) implements Revealed {
            @Override
            public String toString() {
                return "Key";
            }
        }

        /** It was shown before, and is kept nowhere any more. */
        record Over() implements Revealed {}

        /** There is no such key of this customer, or nobody can tell at the moment. */
        record Unavailable() implements Revealed {}
    }
}
