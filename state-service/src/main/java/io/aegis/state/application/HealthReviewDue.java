package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** Time alone may have changed the customer's health, or the trend of use. From this service to itself. */
@WireType("aegis.state.health_review_due.v1")
public record HealthReviewDue(CustomerId customer) implements PrivateMessage {}
