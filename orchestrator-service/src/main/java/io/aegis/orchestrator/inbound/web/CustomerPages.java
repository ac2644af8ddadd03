package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ConversationId;
import io.aegis.contracts.CustomerId;
import io.aegis.messaging.edge.Limited;
import io.aegis.orchestrator.application.Conversations;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Turns;
import io.aegis.orchestrator.domain.Conversation;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The way to a conversation: customers to their own, staff to anybody's. */
@Path("/")
@RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT, User.ADMIN})
@Blocking
@Produces(MediaType.TEXT_HTML)
public class CustomerPages {
    private final Conversations conversations;
    private final Turns turns;
    private final DemoUsers demo;
    private final CurrentUser user;

    CustomerPages(Conversations conversations, Turns turns, DemoUsers demo, CurrentUser user) {
        this.conversations = conversations;
        this.turns = turns;
        this.demo = demo;
        this.user = user;
    }

    /** Everybody's start. */
    @GET
    @Authenticated
    public Response home() {
        User who = user.get();
        if (who.customer() != null) {
            return to("/customers/" + who.customer());
        }
        return to(who.staff() || !who.seesApprovals() ? "/customers" : "/approvals");
    }

    /** @param customer whom staff look for */
    @GET
    @Path("customers")
    public Response desk(@QueryParam("customer") @Nullable String customer) {
        return customer == null || customer.isBlank()
                ? Response.ok(Templates.desk(Frame.of(user.get(), demo, Frame.Page.CONVERSATIONS)))
                        .build()
                : to("/customers/" + named(customer.strip()));
    }

    /** The latest conversation, or the beginning of the first. */
    @GET
    @Path("customers/{customer}")
    public Response latest(@PathParam("customer") CustomerId customer) {
        return conversations.list(user.get(), customer).stream()
                .findFirst()
                .map(latest -> to("/conversations/" + latest.id()))
                .orElseGet(() -> Response.ok(blank(customer)).build());
    }

    @GET
    @Path("customers/{customer}/conversations/new")
    public TemplateInstance blank(@PathParam("customer") CustomerId customer) {
        User who = user.get();
        return Templates.chat(
                Frame.of(who, demo, Frame.Page.CONVERSATIONS),
                customer,
                null,
                conversations.list(who, customer),
                new RawString(""),
                UUID.randomUUID().toString());
    }

    /** Part of the page: titles come with the first message, and a playbook may open a conversation. */
    @GET
    @Path("customers/{customer}/conversations")
    public TemplateInstance list(
            @PathParam("customer") CustomerId customer, @QueryParam("current") @Nullable String current) {
        return Templates.chat$list(
                customer,
                conversations.list(user.get(), customer),
                current == null || current.isBlank() ? null : new ConversationId(current));
    }

    /** Opens a conversation with its first message. */
    @POST
    @Path("customers/{customer}/conversations")
    @Limited(Limited.Kind.MESSAGES)
    public Response begin(
            @PathParam("customer") CustomerId customer,
            @FormParam("text") @Nullable String text,
            @FormParam("key") @Nullable String key) {
        User who = user.get();
        String first = ChatPages.given("text", text);
        if (first.isBlank()) {
            throw new Refused(Refused.Why.INVALID, "write something first");
        }
        Conversation opened = conversations.open(who, customer);
        turns.say(who, opened.id(), first, ChatPages.given("key", key));
        return Response.noContent()
                .header("HX-Redirect", "/conversations/" + opened.id())
                .build();
    }

    private static CustomerId named(String text) {
        try {
            return new CustomerId(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refused.Why.INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static Response to(String path) {
        return Response.seeOther(URI.create(path)).build();
    }
}
