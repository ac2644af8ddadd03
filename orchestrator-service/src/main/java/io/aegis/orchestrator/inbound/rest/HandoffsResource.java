package io.aegis.orchestrator.inbound.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.Handoffs;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.Handoff;
import io.aegis.orchestrator.domain.User;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conversations that wait for a person or are with one, the longest wait first; at most 200. */
@Path("/api/handoffs")
@RolesAllowed({User.SUCCESS_MANAGER, User.ADMIN})
public class HandoffsResource {
    private final Handoffs handoffs;
    private final CurrentUser user;

    HandoffsResource(Handoffs handoffs, CurrentUser user) {
        this.handoffs = handoffs;
        this.user = user;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            ConversationId conversation,
            CustomerId customer,
            @Nullable String title,
            Handoff handoff) {
        static Entry of(Conversation conversation) {
            return new Entry(
                    conversation.id(),
                    conversation.customer(),
                    conversation.title(),
                    Objects.requireNonNull(conversation.handoff()));
        }
    }

    @GET
    public List<Entry> list() {
        return handoffs.list(user.get()).stream().map(Entry::of).toList();
    }
}
