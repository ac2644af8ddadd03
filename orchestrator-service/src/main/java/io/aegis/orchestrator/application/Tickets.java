package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TicketId;
import java.time.Instant;

/** Support tickets, as query-service keeps them. Takes two seconds at the most. */
public interface Tickets {
    /** Declined when there is no such ticket, or it is not for this user's eyes. */
    Answer<Opened> find(TicketId ticket, String token);

    /** @param body what happened, in the customer's words: untrusted, with keys as placeholders */
    record Opened(
            TicketId id,
            CustomerId customer,
            ConversationId conversation,
            String subject,
            String body,
            String priority,
            Instant openedAt) {}
}
