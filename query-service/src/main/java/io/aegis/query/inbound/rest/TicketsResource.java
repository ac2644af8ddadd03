package io.aegis.query.inbound.rest;

import io.aegis.agent.application.ActionEffect;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.TicketId;
import io.aegis.messaging.NotNow;
import io.aegis.messaging.NotSent;
import io.aegis.query.application.TicketStore;
import io.aegis.query.domain.Ticket;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Reads of tickets: staff see every customer's, a customer sees his own, and of others not even whether they are there. */
@Path("/api/tickets")
@RolesAllowed({"customer", "success-manager", "agent", "admin"})
public class TicketsResource {
    private static final Set<String> STAFF = Set.of("success-manager", "agent", "admin");
    private static final int MOST = 200;

    private final TicketStore tickets;
    private final SecurityIdentity identity;
    private final JsonWebToken token;

    TicketsResource(TicketStore tickets, SecurityIdentity identity, JsonWebToken token) {
        this.tickets = tickets;
        this.identity = identity;
        this.token = token;
    }

    public record Tickets(List<Ticket> tickets) {}

    /** The latest first. Without {@code customer}, staff get everybody's and a customer gets his own. */
    @GET
    public Tickets list(
            @QueryParam("customer") @Nullable String customer, @QueryParam("limit") @DefaultValue("50") String limit) {
        CustomerId whose = customer != null ? customer(customer) : staff() ? null : customer(ownId());
        if (whose != null && !sees(whose)) {
            throw new NotFoundException("no such customer");
        }
        int most = limit(limit);
        return new Tickets(asked(() -> tickets.latest(whose, most)));
    }

    @GET
    @Path("/{id}")
    public Ticket get(@PathParam("id") String id) {
        TicketId wanted = ticket(id);
        return asked(() -> tickets.find(wanted))
                .filter(ticket -> sees(ticket.customer()))
                .orElseThrow(() -> new NotFoundException("no such ticket"));
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (ActionEffect.Away | NotNow | NotSent e) {
            throw new ServiceUnavailableException(e.getMessage());
        }
    }

    private boolean sees(CustomerId customer) {
        return staff() || customer.value().equals(ownId());
    }

    private boolean staff() {
        return identity.getRoles().stream().anyMatch(STAFF::contains);
    }

    private String ownId() {
        String own = token.getClaim("customer");
        if (own == null) {
            throw new NotFoundException("the token names no customer");
        }
        return own;
    }

    private static CustomerId customer(String text) {
        try {
            return new CustomerId(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage());
        }
    }

    private static TicketId ticket(String text) {
        try {
            return new TicketId(text);
        } catch (IllegalArgumentException e) {
            throw new NotFoundException("no such ticket");
        }
    }

    private static int limit(String text) {
        int limit = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw new BadRequestException("limit is 1 to " + MOST);
        }
        return limit;
    }
}
