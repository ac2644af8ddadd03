package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import java.time.Instant;

/**
 * How healthy a customer is.
 *
 * @param cause of the level: the worst rule that applies
 */
public record Assessment(Health health, HealthCause cause) {
    /** What is told when the level was another before. */
    CustomerFact.HealthChanged since(HealthLevel before, Instant now) {
        String reason = health.reasons().isEmpty() ? "nothing is wrong" : String.join("; ", health.reasons());
        return new CustomerFact.HealthChanged(before, health.level(), reason, cause, now);
    }
}
