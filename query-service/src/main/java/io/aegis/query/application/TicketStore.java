package io.aegis.query.application;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TicketId;
import io.aegis.query.domain.Ticket;
import io.aegis.query.domain.Ticket.Priority;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The port to wherever tickets are kept. A ticket is known by the action that opened it, so asking twice opens one. Not
 * inside a transaction: a store may be far away, and then any of this throws {@link ActionEffect.Away}, or
 * {@link io.aegis.messaging.NotNow} when it is worth waiting for.
 */
public interface TicketStore {
    /** The ticket that was opened for this action. */
    Optional<Ticket> find(ActionId action);

    Optional<Ticket> find(TicketId ticket);

    /** The latest tickets first. */
    List<Ticket> latest(@Nullable CustomerId customer, int most);

    /**
     * Opens a ticket. Who may have tried before asks {@link #find(ActionId)} first.
     *
     * @throws io.aegis.messaging.NotSent when nothing was opened, since the store cannot be reached
     */
    Ticket open(ActionId action, Draft draft);

    /** A ticket before the store gave it an id and a place. */
    record Draft(CustomerId customer, ConversationId conversation, String subject, String body, Priority priority) {}
}
