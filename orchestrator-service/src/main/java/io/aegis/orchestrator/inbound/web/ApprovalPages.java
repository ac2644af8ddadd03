package io.aegis.orchestrator.inbound.web;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.Json;
import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.Approvals;
import io.aegis.orchestrator.application.Approvals.Held;
import io.aegis.orchestrator.application.Approvals.Verdict;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkus.qute.TemplateInstance;
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
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The approvals inbox: what waits for a human. Every decision is approval-service's; its words are shown. */
@Path("/approvals")
@RolesAllowed({User.APPROVER, User.SUCCESS_MANAGER, User.ADMIN, User.AUDITOR})
@Blocking
@Produces(MediaType.TEXT_HTML)
public class ApprovalPages {
    private static final String UNREACHABLE = "Approvals are not reachable.";

    private final Approvals approvals;
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

    @POST
    @Path("/{action}/approve")
    @RolesAllowed(User.APPROVER)
    public TemplateInstance approve(
            @PathParam("action") ActionId action, @FormParam("reason") @Nullable String reason) {
        return decided(action, Verdict.APPROVE, reason);
    }

    @POST
    @Path("/{action}/reject")
    @RolesAllowed(User.APPROVER)
    public TemplateInstance reject(@PathParam("action") ActionId action, @FormParam("reason") @Nullable String reason) {
        return decided(action, Verdict.REJECT, reason);
    }

    private TemplateInstance decided(ActionId action, Verdict verdict, @Nullable String reason) {
        Answer<Held> answer = approvals.decide(action, verdict, Objects.requireNonNullElse(reason, ""), user.token());
        String done = verdict == Verdict.APPROVE ? "Released" : "Rejected";
        String kept = "Noted; it takes another person to release it";
        return part(inbox(
                switch (answer) {
                    case Answer.Given<Held>(Held held) ->
                        new Templates.Notice(
                                "%s: %s, for %s."
                                        .formatted(
                                                held.state().equals("held") ? kept : done,
                                                held.title(),
                                                held.customer()),
                                true);
                    case Answer.Declined<Held>(String words) ->
                        new Templates.Notice("Not %s. %s".formatted(done.toLowerCase(Locale.ROOT), words), false);
                    case Answer.Unreachable<Held>() ->
                        new Templates.Notice(UNREACHABLE + " Whether it is decided shows below when they are.", false);
                }));
    }

    private Inbox inbox(Templates.Notice notice) {
        return switch (approvals.held(user.token())) {
            case Answer.Given<List<Held>>(List<Held> held) -> new Inbox(held, Json.hash(held), notice);
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

    private record Inbox(List<Held> held, String known, Templates.Notice notice) {}
}
