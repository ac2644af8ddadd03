package io.aegis.orchestrator.application;

import io.aegis.contracts.CustomerId;
import java.time.Instant;
import java.util.List;

/** Where playbooks stepped in, as monitor-service knows. Takes two seconds at the most. */
public interface Interventions {
    /** The latest few, newest first. */
    Answer<List<Raised>> of(CustomerId customer, String token);

    /** @param reason what the playbook saw */
    record Raised(String playbook, Instant at, String reason) {}
}
