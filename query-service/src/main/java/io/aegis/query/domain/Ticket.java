package io.aegis.query.domain;

import com.fasterxml.jackson.annotation.JsonValue;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TicketId;
import java.time.Instant;
import java.util.Locale;

/**
 * A support ticket.
 *
 * @param body what happened, in the customer's words: untrusted, with keys as placeholders
 * @param url where people look at it
 */
public record Ticket(
        TicketId id,
        CustomerId customer,
        ConversationId conversation,
        String subject,
        String body,
        Priority priority,
        String url,
        Instant openedAt) {

    public enum Priority {
        NORMAL,
        HIGH;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Priority of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
