package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** Messages of a conversation that wait may be routed: what they waited for has its reply, or they have waited long enough. */
@WireType("aegis.orchestrator.queue_due.v1")
public record QueueDue(CustomerId customer, ConversationId conversation) implements PrivateMessage {
    /** The timer's name, one for each conversation. */
    static String timer(ConversationId conversation) {
        return "queue-" + conversation;
    }
}
