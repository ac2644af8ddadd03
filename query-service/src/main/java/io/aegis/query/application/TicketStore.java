package io.aegis.query.application;

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
 * inside a transaction: a store may be far away.
 */
public interface TicketStore {
    /** The ticket that was opened for this action. */
    Optional<Ticket> find(ActionId action);

    Optional<Ticket> find(TicketId ticket);

    /** The latest tickets first. */
    List<Ticket> latest(@Nullable CustomerId customer, int most);

    /**
     * Opens a ticket, or returns the one that was opened for this action before.
     *
     * @throws io.aegis.agent.application.ActionEffect.Refused when the store will not take it
     */
    Ticket open(ActionId action, Draft draft);

    /** A ticket before the store gave it an id and a place. */
    record Draft(CustomerId customer, ConversationId conversation, String subject, String body, Priority priority) {}
}
