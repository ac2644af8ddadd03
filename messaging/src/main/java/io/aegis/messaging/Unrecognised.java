package io.aegis.messaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/**
 * A readable event of a type that this service has no record for. A service that must not lose such events has a handler
 * for this type.
 *
 * @param topic where it came from
 */
@WireType("aegis.unrecognised.v1")
public record Unrecognised(CustomerId customer, String topic, String type, ObjectNode data) implements Message {
    static Unrecognised of(InboxRow row) {
        return new Unrecognised(
                row.envelope().customer(), row.topic(), row.envelope().type(), Json.read(row.data(), ObjectNode.class));
    }
}
