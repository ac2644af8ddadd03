package io.aegis.approval.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** The gate's timer to itself: the hold's deadline has come. */
@WireType("aegis.approval.hold_due.v1")
public record HoldDue(CustomerId customer, ActionId action) implements PrivateMessage {
    /** The timer's name, one for each hold. */
    static String timer(ActionId action) {
        return "hold-" + action;
    }
}
