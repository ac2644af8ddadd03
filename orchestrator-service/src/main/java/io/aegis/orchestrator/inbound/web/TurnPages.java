package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.orchestrator.application.Cancellations;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Turns;
import io.aegis.orchestrator.domain.Feedback;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one can do about a turn. The page learns of it by the conversation's events. */
@Path("/conversations/{id}/turns/{turn}")
@RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
@Blocking
public class TurnPages {
    private final Turns turns;
    private final Cancellations cancellations;
    private final CurrentUser user;

    TurnPages(Turns turns, Cancellations cancellations, CurrentUser user) {
        this.turns = turns;
        this.cancellations = cancellations;
        this.user = user;
    }

    /** An offer is accepted once, so it is its own key. */
    @POST
    @Path("/offers/{offer}/accept")
    public void accept(
            @PathParam("id") ConversationId id, @PathParam("turn") TurnId turn, @PathParam("offer") String offer) {
        turns.accept(user.get(), id, turn, offer, UUID.randomUUID().toString());
    }

    @POST
    @Path("/cancel")
    public void cancel(@PathParam("id") ConversationId id, @PathParam("turn") TurnId turn) {
        cancellations.cancel(user.get(), id, turn);
    }

    @POST
    @Path("/feedback")
    public void judge(
            @PathParam("id") ConversationId id,
            @PathParam("turn") TurnId turn,
            @FormParam("thumbs") @Nullable String thumbs,
            @FormParam("comment") @Nullable String comment) {
        turns.judge(
                user.get(),
                id,
                turn,
                new Feedback(thumbs(thumbs), comment == null || comment.isBlank() ? null : comment));
    }

    private static Thumbs thumbs(@Nullable String given) {
        return Stream.of(Thumbs.values())
                .filter(thumbs -> thumbs.wireName().equals(given))
                .findFirst()
                .orElseThrow(() -> new Refused(Refused.Why.INVALID, "thumbs is up or down"));
    }
}
