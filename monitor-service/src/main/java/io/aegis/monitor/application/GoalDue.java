package io.aegis.monitor.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.InterventionId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** The window of an occasion's goal is over. From this service to itself. */
@WireType("aegis.monitor.goal_due.v1")
public record GoalDue(CustomerId customer, InterventionId occasion) implements PrivateMessage {
    /** The timer's name, one for each occasion. */
    static String timer(InterventionId occasion) {
        return "goal-" + occasion;
    }
}
