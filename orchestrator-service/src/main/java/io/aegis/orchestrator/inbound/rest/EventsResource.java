package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.ConversationId;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.OrchestratorConfig;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.domain.User;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as it happens: events {@code line} and {@code turn} with the same JSON as in the conversation. A turn comes
 * again, whole, whenever it changed. The last event of a change carries the revision as its id, so a browser that
 * reconnects goes on where it was.
 */
@Path("/api/conversations/{id}/events")
@RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
public class EventsResource {
    private final Conversations conversations;
    private final CurrentUser user;
    private final OrchestratorConfig config;

    EventsResource(Conversations conversations, CurrentUser user, OrchestratorConfig config) {
        this.conversations = conversations;
        this.user = user;
        this.config = config;
    }

    /** @param after the revision that the caller has seen; everything comes without it */
    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> events(
            @PathParam("id") ConversationId id,
            @QueryParam("after") @Nullable String after,
            @HeaderParam("Last-Event-ID") @Nullable String lastEvent,
            @Context Sse sse) {
        User who = user.get();
        long seen = revision(Objects.requireNonNullElse(lastEvent, Objects.requireNonNullElse(after, "0")));
        conversations.find(who, id);
        Multi<OutboundSseEvent> changes = conversations
                .follow(who, id, seen)
                .onItem()
                .transformToMultiAndConcatenate(view -> Multi.createFrom().iterable(events(view, sse)));
        Multi<OutboundSseEvent> heartbeats = Multi.createFrom()
                .ticks()
                .every(config.heartbeat())
                .onOverflow()
                .drop()
                .map(tick -> sse.newEventBuilder().comment("").build());
        return Multi.createBy().merging().streams(changes, heartbeats);
    }

    private static List<OutboundSseEvent> events(ConversationView view, Sse sse) {
        List<OutboundSseEvent.Builder> events = new ArrayList<>();
        view.lines().forEach(line -> events.add(event("line", line, sse)));
        view.turns().forEach(turn -> events.add(event("turn", turn, sse)));
        events.getLast().id(Long.toString(view.revision()));
        return events.stream().map(OutboundSseEvent.Builder::build).toList();
    }

    private static OutboundSseEvent.Builder event(String name, Object data, Sse sse) {
        return sse.newEventBuilder().name(name).data(data);
    }

    private static long revision(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refused(Refused.Why.INVALID, "a revision is a number");
        }
        return Long.parseLong(text);
    }
}
