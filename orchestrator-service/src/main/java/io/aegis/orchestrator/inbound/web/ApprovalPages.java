package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.Json;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.Approvals;
import io.aegis.orchestrator.application.Approvals.Decision;
import io.aegis.orchestrator.application.Approvals.Event;
import io.aegis.orchestrator.application.Approvals.Held;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The approvals inbox: what waits for a human. Every decision is approval-service's; its words are shown. */
@Path("/approvals")
@RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN, User.AUDITOR})
@Blocking
@Produces(MediaType.TEXT_HTML)
public class ApprovalPages {
    private static final String UNREACHABLE = "Approvals are not reachable.";

    private final Approvals approvals;
    private final ActionCatalogue catalogue = ActionCatalogue.packaged();
    private final DemoUsers demo;
    private final CurrentUser user;
    private final Clock clock;

    ApprovalPages(Approvals approvals, DemoUsers demo, CurrentUser user, Clock clock) {
        this.approvals = approvals;
        this.demo = demo;
        this.user = user;
        this.clock = clock;
    }

    @GET
    public TemplateInstance page() {
        Inbox inbox = inbox(Templates.Notice.NONE);
        return Templates.approvals(frame(), inbox.held, inbox.known, inbox.notice, clock.instant());
    }

    /** @param known what the page shows; 204 when nothing differs, so that nobody loses what they are typing */
    @GET
    @Path("/inbox")
    public Response inbox(@QueryParam("known") @Nullable String known) {
        Inbox inbox = inbox(Templates.Notice.NONE);
        return inbox.known.equals(known)
                ? Response.noContent().build()
                : Response.ok(part(inbox)).build();
    }

    /** With exactly the arguments that the form shows, where it shows any. */
    @POST
    @Path("/{action}/approve")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN})
    public TemplateInstance approve(@PathParam("action") ActionId action, MultivaluedMap<String, String> form) {
        return decided(
                action,
                new Decision.Approve(given(form, "reason"), HeldAction.arguments(form)),
                form.getFirst("version"),
                held -> held.state().equals("held") ? "Noted; it takes another person to release it" : "Released",
                "Not released. ");
    }

    @POST
    @Path("/{action}/reject")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN})
    public TemplateInstance reject(@PathParam("action") ActionId action, MultivaluedMap<String, String> form) {
        return decided(
                action,
                new Decision.Reject(given(form, "reason")),
                form.getFirst("version"),
                held -> "Rejected",
                "Not rejected. ");
    }

    @POST
    @Path("/{action}/delegate")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN})
    public TemplateInstance delegate(@PathParam("action") ActionId action, MultivaluedMap<String, String> form) {
        String to = given(form, "to");
        return decided(
                action,
                new Decision.Delegate(to, ""),
                form.getFirst("version"),
                held -> "Handed to " + to,
                "Not handed over. ");
    }

    /** What people did to it and said of it. */
    @GET
    @Path("/{action}/history")
    public TemplateInstance history(@PathParam("action") ActionId action) {
        return switch (approvals.history(action, user.token())) {
            case Answer.Given<List<Event>>(List<Event> events) -> events(events, "");
            case Answer.Declined<List<Event>>(String words) -> events(List.of(), words);
            case Answer.Unreachable<List<Event>>() -> events(List.of(), UNREACHABLE);
        };
    }

    @POST
    @Path("/{action}/comments")
    @RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN})
    public TemplateInstance comment(@PathParam("action") ActionId action, @FormParam("text") @Nullable String text) {
        return answered(
                approvals.comment(action, ChatPages.given("text", text), user.token()), held -> "Noted", "Not noted. ");
    }

    private static TemplateInstance events(List<Event> events, String words) {
        return Templates.approvals$events(events, words);
    }

    private static String given(MultivaluedMap<String, String> form, String name) {
        return Objects.requireNonNullElse(form.getFirst(name), "");
    }

    /**
     * @param seen the version that the page showed
     * @param done what it came to, in a word
     * @param notDone the beginning of why not
     */
    private TemplateInstance decided(
            ActionId action, Decision decision, @Nullable String seen, Function<Held, String> done, String notDone) {
        return answered(approvals.decide(action, decision, seen, user.token()), done, notDone);
    }

    private TemplateInstance answered(Answer<Held> answer, Function<Held, String> done, String notDone) {
        return part(inbox(
                switch (answer) {
                    case Answer.Given<Held>(Held held) ->
                        new Templates.Notice(
                                "%s: %s, for %s.".formatted(done.apply(held), held.title(), held.customer()), true);
                    case Answer.Declined<Held>(String words) -> new Templates.Notice(notDone + words, false);
                    case Answer.Unreachable<Held>() ->
                        new Templates.Notice(UNREACHABLE + " Whether it is decided shows below when they are.", false);
                }));
    }

    private Inbox inbox(Templates.Notice notice) {
        return switch (approvals.held(user.token())) {
            case Answer.Given<List<Held>>(List<Held> held) ->
                new Inbox(
                        held.stream()
                                .map(each -> HeldAction.of(each, catalogue, user.get()))
                                .toList(),
                        Json.hash(held),
                        notice);
            case Answer.Declined<List<Held>>(String words) ->
                new Inbox(List.of(), "declined", new Templates.Notice(words, false));
            case Answer.Unreachable<List<Held>>() ->
                new Inbox(List.of(), "unreachable", new Templates.Notice(UNREACHABLE, false));
        };
    }

    private TemplateInstance part(Inbox inbox) {
        return Templates.approvals$inbox(frame(), inbox.held, inbox.known, inbox.notice, clock.instant());
    }

    private Frame frame() {
        return Frame.of(user.get(), demo, Frame.Page.APPROVALS);
    }

    private record Inbox(List<HeldAction> held, String known, Templates.Notice notice) {}
}
