package io.aegis.orchestrator.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Actions at the gate. approval-service decides, by the token, who may see and who may decide. Takes two seconds at the most. */
public interface Approvals {
    /** Those that wait for a human, newest first. */
    Answer<List<Held>> held(String token);

    Answer<Held> decide(ActionId action, Verdict verdict, String reason, String token);

    enum Verdict {
        APPROVE,
        REJECT
    }

    /**
     * @param reason why policy holds it
     * @param proposal why the agent proposes it
     * @param state held still, when another person has to approve it too
     */
    record Held(
            ActionId id,
            CustomerId customer,
            String title,
            String reason,
            String proposal,
            String state,
            String requestedBy,
            Instant proposedAt,
            @Nullable Instant deadline) {}
}
