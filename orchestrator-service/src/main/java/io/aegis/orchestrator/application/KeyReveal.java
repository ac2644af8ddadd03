package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.KeyId;
import java.util.Optional;

/** Fetches API keys for their owners. What it gives is shown and forgotten: never stored, sent or logged. Takes a second at the most. */
public interface KeyReveal {
    /** Empty when there is no such key of this customer, or nobody can tell at the moment. */
    Optional<String> reveal(KeyId key, CustomerId owner);
}
