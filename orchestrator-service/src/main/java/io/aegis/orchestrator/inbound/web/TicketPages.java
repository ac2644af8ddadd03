package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.TicketId;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Tickets;
import io.aegis.orchestrator.application.Tickets.Opened;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Where the links to tickets lead. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class TicketPages {
    private final Tickets tickets;
    private final DemoUsers demo;
    private final CurrentUser user;

    TicketPages(Tickets tickets, DemoUsers demo, CurrentUser user) {
        this.tickets = tickets;
        this.demo = demo;
        this.user = user;
    }

    @GET
    @Path("tickets/{ticket}")
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
    public TemplateInstance ticket(@PathParam("ticket") TicketId ticket) {
        return switch (tickets.find(ticket, user.token())) {
            case Answer.Given<Opened>(Opened opened) ->
                Templates.ticket(Frame.of(user.get(), demo, Frame.Page.CONVERSATIONS), opened);
            case Answer.Declined<Opened>(String words) -> throw new Refused(Refused.Why.NOT_FOUND, words);
            case Answer.Unreachable<Opened>() ->
                throw new Refused(Refused.Why.UNAVAILABLE, "Tickets are not reachable.");
        };
    }
}
