package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** The time of an occasion has come. From this service to itself. */
@WireType("aegis.monitor.playbook_due.v1")
public record PlaybookDue(CustomerId customer, InterventionId occasion) implements PrivateMessage {
    /** The timer's name, one for each occasion. */
    static String timer(InterventionId occasion) {
        return "playbook-" + occasion;
    }
}
