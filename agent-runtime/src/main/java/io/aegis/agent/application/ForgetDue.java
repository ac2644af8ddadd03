package io.aegis.agent.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** Runs that had not ended when their customer was erased may have by now. From this agent to itself. */
@WireType("aegis.agent.forget_due.v1")
public record ForgetDue(CustomerId customer) implements PrivateMessage {}
