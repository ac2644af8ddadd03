package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.Json;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.Handoffs;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conversations that wait for a person, and those that are with one. */
@Path("/handoffs")
@RolesAllowed({User.SUCCESS_MANAGER, User.ADMIN})
@Blocking
@Produces(MediaType.TEXT_HTML)
public class HandoffInbox {
    private final Handoffs handoffs;
    private final DemoUsers demo;
    private final CurrentUser user;

    HandoffInbox(Handoffs handoffs, DemoUsers demo, CurrentUser user) {
        this.handoffs = handoffs;
        this.demo = demo;
        this.user = user;
    }

    @GET
    public TemplateInstance page() {
        List<Conversation> waiting = handoffs.list(user.get());
        return Templates.handoffs(frame(), waiting, Json.hash(waiting));
    }

    /** @param known what the page shows; 204 when nothing differs */
    @GET
    @Path("/list")
    public Response list(@QueryParam("known") @Nullable String known) {
        List<Conversation> waiting = handoffs.list(user.get());
        String now = Json.hash(waiting);
        return now.equals(known)
                ? Response.noContent().build()
                : Response.ok(Templates.handoffs$list(frame(), waiting, now)).build();
    }

    private Frame frame() {
        return Frame.of(user.get(), demo, Frame.Page.HANDOFFS);
    }
}
