package io.aegis.state.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** An event of a billing system, proven and put away, not yet understood. From this service to itself. */
@WireType("aegis.state.webhook_received.v1")
public record WebhookReceived(CustomerId customer, BillingSystem.Name system, ObjectNode event)
        implements PrivateMessage {
    /** Whose an event is that concerns no customer: it is kept in the inbox, and on no timeline. */
    public static final CustomerId NOBODY = new CustomerId("nobody");
}
