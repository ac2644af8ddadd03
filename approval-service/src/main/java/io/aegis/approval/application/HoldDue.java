package io.aegis.approval.application;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/** The gate's timer to itself: the hold's deadline has come. */
@WireType("aegis.approval.hold_due.v1")
public record HoldDue(CustomerId customer, ActionId action) implements Message {
    /** The timer's name, one for each hold. */
    static String timer(ActionId action) {
        return "hold-" + action;
    }
}
