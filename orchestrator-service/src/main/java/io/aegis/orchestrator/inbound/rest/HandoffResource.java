package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.ConversationId;
import io.aegis.orchestrator.application.ConversationView;
import io.aegis.orchestrator.application.Handoffs;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Turns;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.User;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A person in place of the agents, for one conversation. */
@Path("/api/conversations/{id}/handoff")
@RolesAllowed({User.SUCCESS_MANAGER, User.ADMIN})
public class HandoffResource {
    private final Handoffs handoffs;
    private final Turns turns;
    private final CurrentUser user;

    HandoffResource(Handoffs handoffs, Turns turns, CurrentUser user) {
        this.handoffs = handoffs;
        this.turns = turns;
        this.user = user;
    }

    /** @param reason asked_for, complaint, unhelpful, stuck or personal; may be left out when somebody waits for a person */
    public record Takeover(@Nullable String reason) {}

    /** @param summary what the agents are to know: they are told it with the customer's next message */
    public record GivingBack(@Nullable String summary) {}

    /** Whoever has it already gets the same answer; anybody else a conflict. */
    @POST
    @Path("/take")
    public ConversationView take(@PathParam("id") ConversationId id, @Nullable Takeover takeover) {
        return handoffs.take(user.get(), id, reason(takeover == null ? null : takeover.reason()));
    }

    /** Writes to the customer. */
    @POST
    @Path("/messages")
    public ConversationView.Turn write(
            @PathParam("id") ConversationId id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            ConversationsResource.@Nullable NewMessage message) {
        if (message == null || message.text() == null) {
            throw new Refused(Refused.Why.INVALID, "text is missing");
        }
        return turns.write(user.get(), id, message.text(), ConversationsResource.given(key));
    }

    @POST
    @Path("/give-back")
    public ConversationView giveBack(@PathParam("id") ConversationId id, @Nullable GivingBack back) {
        if (back == null || back.summary() == null) {
            throw new Refused(Refused.Why.INVALID, "summary is missing");
        }
        return handoffs.giveBack(user.get(), id, back.summary());
    }

    /** @throws Refused when there is no such reason */
    public static Handoff.@Nullable Reason reason(@Nullable String name) {
        return name == null || name.isEmpty()
                ? null
                : Handoff.Reason.find(name)
                        .orElseThrow(() -> new Refused(
                                Refused.Why.INVALID,
                                Arrays.stream(Handoff.Reason.values())
                                        .map(Handoff.Reason::wireName)
                                        .collect(Collectors.joining(", ", "reason is one of ", ""))));
    }
}
