package io.aegis.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A playbook steps in. The front door puts the text into the customer's conversation, and sends an agent where the playbook
 * asks for one.
 *
 * @param task what the agent is to look into, as if the customer had asked
 * @param proposal an action to propose in the playbook's name; the gate decides as on any other
 */
@WireType("aegis.intervention.raised.v1")
public record InterventionRaised(
        InterventionId intervention,
        CustomerId customer,
        String playbook,
        String text,
        @Nullable Intent task,
        @Nullable Offer proposal,
        Instant at)
        implements Message {}
