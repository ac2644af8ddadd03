package io.aegis.orchestrator.inbound.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Thumbs;
import io.aegis.contracts.TurnId;
import io.aegis.messaging.edge.Limited;
import io.aegis.orchestrator.application.Cancellations;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Turns;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Feedback;
import io.aegis.orchestrator.domain.User;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Conversations and what is said in them. */
@Path("/api/conversations")
@RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
public class ConversationsResource {
    private static final int LONGEST_WAIT = 60;

    private final Conversations conversations;
    private final Turns turns;
    private final Cancellations cancellations;
    private final CurrentUser user;

    ConversationsResource(Conversations conversations, Turns turns, Cancellations cancellations, CurrentUser user) {
        this.conversations = conversations;
        this.turns = turns;
        this.cancellations = cancellations;
        this.user = user;
    }

    public record NewConversation(@Nullable String customer) {}

    public record NewMessage(@Nullable String text) {}

    /** @param thumbs up or down */
    public record NewFeedback(
            @Nullable String thumbs, @Nullable String comment) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(
            ConversationId id,
            CustomerId customer,
            @Nullable String title,
            Instant openedAt,
            Instant changedAt) {
        static Summary of(Conversation conversation) {
            return new Summary(
                    conversation.id(),
                    conversation.customer(),
                    conversation.title(),
                    conversation.openedAt(),
                    conversation.changedAt());
        }
    }

    /**
     * A turn and where to go on from it.
     *
     * @param further the turns of what else the same message asked for, in order; left out where there is none
     */
    public record TurnWithLinks(
            @JsonUnwrapped ConversationView.Turn turn,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ConversationView.Turn> further,
            Links links) {}

    public record Links(URI self, URI conversation, URI events) {
        static Links of(ConversationId id, TurnId turn) {
            String conversation = "/api/conversations/" + id;
            return new Links(
                    URI.create(conversation + "/turns/" + turn),
                    URI.create(conversation),
                    URI.create(conversation + "/events"));
        }
    }

    @POST
    @Limited(Limited.Kind.MESSAGES)
    public Response open(@Nullable NewConversation wanted) {
        Conversation opened = conversations.open(user.get(), wanted == null ? null : customer(wanted.customer()));
        return Response.created(URI.create("/api/conversations/" + opened.id()))
                .entity(Summary.of(opened))
                .build();
    }

    @GET
    public List<Summary> list(@QueryParam("customer") @Nullable String customer) {
        return conversations.list(user.get(), customer(customer)).stream()
                .map(Summary::of)
                .toList();
    }

    @GET
    @Path("/{id}")
    public ConversationView get(@PathParam("id") ConversationId id) {
        return conversations.view(user.get(), id);
    }

    @GET
    @Path("/{id}/turns/{turn}")
    public TurnWithLinks turn(@PathParam("id") ConversationId id, @PathParam("turn") TurnId turn) {
        User who = user.get();
        return linked(id, conversations.exchange(who, id, turn));
    }

    private static TurnWithLinks linked(ConversationId id, ConversationView.Exchange exchange) {
        return new TurnWithLinks(
                exchange.turn(),
                exchange.further(),
                Links.of(id, exchange.turn().turn()));
    }

    /** @param wait seconds to wait for the reply, or for all replies to a message of several requests; without it the answer comes at once */
    @POST
    @Path("/{id}/messages")
    @Limited(Limited.Kind.MESSAGES)
    @Blocking
    public Uni<Response> say(
            @PathParam("id") ConversationId id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @QueryParam("wait") @Nullable String wait,
            @Nullable NewMessage message) {
        if (message == null || message.text() == null) {
            throw new Refused(Refused.Why.INVALID, "text is missing");
        }
        int seconds = seconds(wait);
        User who = user.get();
        return answer(who, id, turns.say(who, id, message.text(), given(key)), seconds);
    }

    @POST
    @Path("/{id}/turns/{turn}/offers/{offer}/accept")
    @Limited(Limited.Kind.MESSAGES)
    @Blocking
    public Uni<Response> accept(
            @PathParam("id") ConversationId id,
            @PathParam("turn") TurnId turn,
            @PathParam("offer") String offer,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @QueryParam("wait") @Nullable String wait) {
        int seconds = seconds(wait);
        User who = user.get();
        return answer(who, id, turns.accept(who, id, turn, offer, given(key)), seconds);
    }

    /** What was done stays done; nothing more is begun, and what waits for approval is withdrawn. */
    @POST
    @Path("/{id}/turns/{turn}/cancel")
    public TurnWithLinks cancel(@PathParam("id") ConversationId id, @PathParam("turn") TurnId turn) {
        User who = user.get();
        cancellations.cancel(who, id, turn);
        return linked(id, conversations.exchange(who, id, turn));
    }

    @POST
    @Path("/{id}/turns/{turn}/feedback")
    public TurnWithLinks judge(
            @PathParam("id") ConversationId id, @PathParam("turn") TurnId turn, @Nullable NewFeedback feedback) {
        User who = user.get();
        turns.judge(who, id, turn, new Feedback(thumbs(feedback), feedback == null ? null : feedback.comment()));
        return linked(id, conversations.exchange(who, id, turn));
    }

    private Uni<Response> answer(User who, ConversationId id, ConversationView.Turn begun, int seconds) {
        Uni<ConversationView.Exchange> exchange = seconds == 0
                ? Uni.createFrom().item(conversations.exchange(who, id, begun.turn()))
                : conversations.settled(who, id, begun, Duration.ofSeconds(seconds));
        return exchange.map(now -> Response.status(seconds > 0 && now.answered() ? 200 : 202)
                .entity(linked(id, now))
                .build());
    }

    static String given(@Nullable String key) {
        if (key == null) {
            throw new Refused(Refused.Why.INVALID, "the header Idempotency-Key is missing");
        }
        return key;
    }

    private static int seconds(@Nullable String wait) {
        if (wait == null) {
            return 0;
        }
        if (!wait.matches("[0-9]{1,2}") || Integer.parseInt(wait) > LONGEST_WAIT) {
            throw new Refused(Refused.Why.INVALID, "wait is 0 to " + LONGEST_WAIT + " seconds");
        }
        return Integer.parseInt(wait);
    }

    private static Thumbs thumbs(@Nullable NewFeedback feedback) {
        String given = feedback == null ? null : feedback.thumbs();
        return Stream.of(Thumbs.values())
                .filter(thumbs -> thumbs.wireName().equals(given))
                .findFirst()
                .orElseThrow(() -> new Refused(Refused.Why.INVALID, "thumbs is up or down"));
    }

    private static @Nullable CustomerId customer(@Nullable String text) {
        try {
            return text == null ? null : new CustomerId(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
