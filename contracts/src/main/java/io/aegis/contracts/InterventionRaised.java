package io.aegis.contracts;

import java.time.Instant;

/** A playbook steps in. The front door puts the text into the customer's conversation. */
@WireType("aegis.intervention.raised.v1")
public record InterventionRaised(
        InterventionId intervention, CustomerId customer, String playbook, String text, Instant at)
        implements Message {}
