package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ConversationId;
import io.aegis.orchestrator.application.Handoffs;
import io.aegis.orchestrator.application.Turns;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.aegis.orchestrator.inbound.rest.HandoffResource;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person in place of the agents. Who takes over or gives back sees the page anew: what they write goes elsewhere then. */
@Path("/conversations/{id}/handoff")
@RolesAllowed({User.SUCCESS_MANAGER, User.ADMIN})
@Blocking
@Produces(MediaType.TEXT_HTML)
public class HandoffPages {
    private final Handoffs handoffs;
    private final Turns turns;
    private final CurrentUser user;

    HandoffPages(Handoffs handoffs, Turns turns, CurrentUser user) {
        this.handoffs = handoffs;
        this.turns = turns;
        this.user = user;
    }

    @POST
    @Path("/take")
    public Response take(@PathParam("id") ConversationId id, @FormParam("reason") @Nullable String reason) {
        handoffs.take(user.get(), id, HandoffResource.reason(reason));
        return anew();
    }

    @POST
    @Path("/messages")
    public TemplateInstance write(
            @PathParam("id") ConversationId id,
            @FormParam("text") @Nullable String text,
            @FormParam("key") @Nullable String key) {
        turns.write(user.get(), id, ChatPages.given("text", text), ChatPages.given("key", key));
        return Templates.chat$composer(id, UUID.randomUUID().toString(), true);
    }

    @POST
    @Path("/give-back")
    public Response giveBack(@PathParam("id") ConversationId id, @FormParam("summary") @Nullable String summary) {
        handoffs.giveBack(user.get(), id, ChatPages.given("summary", summary));
        return anew();
    }

    private static Response anew() {
        return Response.noContent().header("HX-Refresh", "true").build();
    }
}
