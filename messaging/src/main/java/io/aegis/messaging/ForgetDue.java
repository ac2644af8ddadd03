package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;
import java.time.Instant;

/** What was still in use, or on its way, when a customer was to be forgotten. @param until what began by then is meant */
@WireType("aegis.messaging.forget_due.v1")
public record ForgetDue(CustomerId customer, Instant until) implements PrivateMessage {}
