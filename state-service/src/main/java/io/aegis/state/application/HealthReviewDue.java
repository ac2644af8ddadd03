package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireType;

/** Time alone may have changed the customer's health. From this service to itself. */
@WireType("aegis.state.health_review_due.v1")
public record HealthReviewDue(CustomerId customer) implements Message {}
