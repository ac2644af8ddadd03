package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.CustomerCards;
import io.aegis.orchestrator.application.Interventions;
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
import java.time.Clock;
import java.util.List;

/** What stands beside a conversation. It comes after the page, so a slow service makes no page slow. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class CardPages {
    private final CustomerCards cards;
    private final Interventions interventions;
    private final CurrentUser user;
    private final Clock clock;

    CardPages(CustomerCards cards, Interventions interventions, CurrentUser user, Clock clock) {
        this.cards = cards;
        this.interventions = interventions;
        this.user = user;
        this.clock = clock;
    }

    @GET
    @Path("customers/{customer}/card")
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
    public TemplateInstance card(@PathParam("customer") CustomerId customer) {
        return switch (cards.card(user.get(), customer, user.token())) {
            case Answer.Given<CustomerSnapshot>(CustomerSnapshot known) -> Templates.card(known, clock.instant());
            case Answer.Declined<CustomerSnapshot>(String words) -> Templates.card$missing(words);
            case Answer.Unreachable<CustomerSnapshot>() -> Templates.card$missing("State is not reachable.");
        };
    }

    @GET
    @Path("customers/{customer}/interventions")
    @RolesAllowed(User.SUCCESS_MANAGER)
    public TemplateInstance interventions(@PathParam("customer") CustomerId customer) {
        return switch (interventions.of(customer, user.token())) {
            case Answer.Given<List<Interventions.Raised>>(List<Interventions.Raised> raised) ->
                Templates.interventions(raised, raised.isEmpty() ? "No playbook has stepped in." : "");
            case Answer.Declined<List<Interventions.Raised>>(String words) -> Templates.interventions(List.of(), words);
            case Answer.Unreachable<List<Interventions.Raised>>() ->
                Templates.interventions(List.of(), "Monitor is not reachable.");
        };
    }
}
