package io.aegis.query.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.ProposedAction;
import io.aegis.query.application.TicketStore;
import io.aegis.query.application.TicketStore.Draft;
import io.aegis.query.domain.Ticket;
import io.aegis.query.domain.Ticket.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** {@code ticket.open}: a ticket in the ticket store, for whichever agent proposed it. */
@ApplicationScoped
class OpenTicket implements ActionEffect {
    private final TicketStore tickets;

    OpenTicket(TicketStore tickets) {
        this.tickets = tickets;
    }

    @Override
    public String type() {
        return "ticket.open";
    }

    @Override
    public Optional<Done> lookUp(ProposedAction action) {
        return tickets.find(action.id()).map(OpenTicket::done);
    }

    @Override
    public Done perform(ProposedAction action) {
        ObjectNode arguments = action.arguments();
        return done(tickets.open(
                action.id(),
                new Draft(
                        action.customer(),
                        action.conversation(),
                        arguments.get("subject").textValue(),
                        arguments.get("body").textValue(),
                        Priority.of(arguments.get("priority").textValue()))));
    }

    private static Done done(Ticket ticket) {
        return new Done(
                List.of(new CustomerFact.TicketOpened(ticket.id(), ticket.subject(), ticket.url(), ticket.openedAt())),
                "Opened ticket " + ticket.id() + ": " + ticket.subject());
    }
}
