package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.ConversationId;
import io.aegis.orchestrator.application.ConversationView;
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
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as it happens. Each change comes as its {@link TurnEvent}s (thinking, tool, action, held, done, reply,
 * cancelled, handed_over, given_back), and then as {@code line} and {@code turn}, whole, with the same JSON as in the
 * conversation: for readers that show the present rather than follow the steps. The last event of a change carries the revision
 * as its id, so a browser that reconnects goes on where it was; what was cut off in the middle comes again from its beginning,
 * and is known by its revision.
 */
@Path("/api/conversations/{id}/events")
@RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
public class EventsResource {
    private final EventStream stream;
    private final CurrentUser user;

    EventsResource(EventStream stream, CurrentUser user) {
        this.stream = stream;
        this.user = user;
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
        return stream.of(user, id, lastEvent, after, sse, (view, seen) -> events(view, seen, sse));
    }

    private static List<OutboundSseEvent.Builder> events(ConversationView view, long seen, Sse sse) {
        List<OutboundSseEvent.Builder> events = new ArrayList<>();
        TurnEvent.of(view, seen).forEach(event -> events.add(event(event.name(), event, sse)));
        view.lines().forEach(line -> events.add(event("line", line, sse)));
        view.turns().forEach(turn -> events.add(event("turn", turn, sse)));
        return events;
    }

    private static OutboundSseEvent.Builder event(String name, Object data, Sse sse) {
        return sse.newEventBuilder().name(name).data(data);
    }
}
