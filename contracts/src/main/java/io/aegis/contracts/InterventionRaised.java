package io.aegis.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A playbook steps in. The front door puts the text into the customer's conversation, and sends an agent where the playbook
 * asks for one.
 *
 * @param task what the agent is to look into, as if the customer had asked
 * @param proposals actions to propose in the playbook's name, each by itself; the gate decides as on any other
 */
@WireType("aegis.intervention.raised.v1")
public record InterventionRaised(
        InterventionId intervention,
        CustomerId customer,
        String playbook,
        String text,
        @Nullable Intent task,
        List<Offer> proposals,
        Instant at)
        implements Message {
    /** What the name of a requester begins with that is a playbook, and no person's. */
    public static final String REQUESTER = "playbook:";

    public InterventionRaised {
        proposals = List.copyOf(proposals);
    }
}
