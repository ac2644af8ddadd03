package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ConversationId;
import io.aegis.messaging.edge.Limited;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Turns;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.aegis.orchestrator.inbound.rest.EventStream;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** One conversation. What changes in it, also by what is done here, comes by its events. */
@Path("/conversations/{id}")
@RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
@Blocking
@Produces(MediaType.TEXT_HTML)
public class ChatPages {
    private final Conversations conversations;
    private final Turns turns;
    private final EventStream stream;
    private final DemoUsers demo;
    private final CurrentUser user;

    ChatPages(Conversations conversations, Turns turns, EventStream stream, DemoUsers demo, CurrentUser user) {
        this.conversations = conversations;
        this.turns = turns;
        this.stream = stream;
        this.demo = demo;
        this.user = user;
    }

    @GET
    public TemplateInstance page(@PathParam("id") ConversationId id) {
        User who = user.get();
        ConversationView view = conversations.view(who, id);
        return Templates.chat(
                Frame.of(who, demo, Frame.Page.CONVERSATIONS),
                view.customer(),
                view,
                conversations.list(who, view.customer()),
                Log.html(view, who),
                UUID.randomUUID().toString());
    }

    /** Events {@code changes}: elements for the log. */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<OutboundSseEvent> events(
            @PathParam("id") ConversationId id,
            @QueryParam("after") @Nullable String after,
            @HeaderParam("Last-Event-ID") @Nullable String lastEvent,
            @Context Sse sse) {
        User who = user.get();
        return stream.of(
                user,
                id,
                lastEvent,
                after,
                sse,
                (view, seen) -> List.of(sse.newEventBuilder()
                        .name("changes")
                        .data(Log.changes(view, who).getValue())));
    }

    @POST
    @Path("/messages")
    @Limited(Limited.Kind.MESSAGES)
    public TemplateInstance say(
            @PathParam("id") ConversationId id,
            @FormParam("text") @Nullable String text,
            @FormParam("key") @Nullable String key) {
        turns.say(user.get(), id, given("text", text), given("key", key));
        return Templates.chat$composer(id, UUID.randomUUID().toString(), false);
    }

    static String given(String name, @Nullable String value) {
        return Objects.requireNonNullElseGet(value, () -> {
            throw new Refused(Refused.Why.INVALID, name + " is missing");
        });
    }
}
