package io.aegis.approval.inbound.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegis.approval.application.ApprovalRepository;
import io.aegis.approval.application.Audit;
import io.aegis.approval.application.Gate;
import io.aegis.approval.application.Rulings;
import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Approver;
import io.aegis.approval.domain.Approval.Refusal;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.State;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * The approvals inbox. Who decides is the token's subject. Approvers, success managers and admins are let in; which of them
 * may decide on an action its policy says, approvers where it says nothing.
 */
@Path("/api/approvals")
@RolesAllowed({"approver", "success-manager", "admin", "auditor"})
public class ApprovalsResource {
    private static final int USUALLY = 50;
    private static final int MOST = 200;
    private static final int AT_ONCE = 100;

    private final Gate gate;
    private final ApprovalRepository approvals;
    private final Audit audit;
    private final Rulings rulings;
    private final JsonWebToken user;

    ApprovalsResource(Gate gate, ApprovalRepository approvals, Audit audit, Rulings rulings, JsonWebToken user) {
        this.gate = gate;
        this.approvals = approvals;
        this.audit = audit;
        this.rulings = rulings;
        this.user = user;
    }

    /**
     * @param reason what customer and audit are told; up to 500 characters, may be left out
     * @param arguments to approve it with others than were proposed, within the bounds of its type
     */
    public record Statement(
            @Nullable String reason, @Nullable ObjectNode arguments) {}

    /** @param to the name of a user who may approve something; how it is spelt is not checked */
    public record Delegation(@Nullable String to, @Nullable String reason) {}

    public record Comment(@Nullable String text) {}

    /**
     * @param decision approve or reject
     * @param version that was looked at, as If-Match says it for one
     */
    public record Order(
            @Nullable String id,
            @Nullable String decision,
            @Nullable String reason,
            @Nullable String version) {}

    /**
     * What became of one order.
     *
     * @param status as the single call would have answered
     * @param problem why not, in its words
     */
    public record Done(
            String id,
            int status,
            @Nullable ApprovalView approval,
            @Nullable String problem) {}

    /** Newest first; 50 unless told otherwise, 200 at the most. */
    @GET
    public List<ApprovalView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("customer") @Nullable String customer,
            @QueryParam("limit") @Nullable String limit) {
        Integer most = Inputs.parsed("limit", limit, Integer::valueOf);
        return approvals
                .newest(
                        Inputs.parsed(
                                "state", state, name -> State.find(name).orElseThrow(IllegalArgumentException::new)),
                        Inputs.parsed("customer", customer, CustomerId::new),
                        Math.clamp(most == null ? USUALLY : most, 1, MOST))
                .stream()
                .map(approval -> ApprovalView.of(approval, rulings.policy()))
                .toList();
    }

    /** With its version as the ETag while it is held. */
    @GET
    @Path("/{id}")
    public RestResponse<ApprovalView> one(@PathParam("id") ActionId id) {
        ApprovalView view = view(id);
        return view.version() == null
                ? RestResponse.ok(view)
                : RestResponse.ResponseBuilder.ok(view)
                        .header(HttpHeaders.ETAG, "\"" + view.version() + "\"")
                        .build();
    }

    private ApprovalView view(ActionId id) {
        return approvals
                .find(id)
                .map(approval -> ApprovalView.of(approval, rulings.policy()))
                .orElseThrow(() -> unknown(id));
    }

    /**
     * Gives one's word for a held action; the last that is needed releases it. Repeating one's own answers the same again. What
     * somebody else has edited is approved only with the version that was looked at, or with the arguments themselves.
     *
     * @param seen the version that was looked at, here and below: when somebody has done something to it since, nothing is
     *     decided, and who it was is told
     */
    @POST
    @Path("/{id}/approve")
    @RolesAllowed({"approver", "success-manager", "admin"})
    public ApprovalView approve(
            @PathParam("id") ActionId id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen,
            @Nullable Statement statement) {
        return answered(
                id,
                gate.approve(
                        id,
                        caller(),
                        reason(statement),
                        statement == null ? null : statement.arguments(),
                        Inputs.version(seen)));
    }

    /** Ends a held action; the customer is told. Repeating one's own decision answers the same again. */
    @POST
    @Path("/{id}/reject")
    @RolesAllowed({"approver", "success-manager", "admin"})
    public ApprovalView reject(
            @PathParam("id") ActionId id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen,
            @Nullable Statement statement) {
        return answered(id, gate.reject(id, caller(), reason(statement), Inputs.version(seen)));
    }

    /** Names somebody to decide it, whatever roles its policy asks for; those may decide it still. */
    @POST
    @Path("/{id}/delegate")
    @RolesAllowed({"approver", "success-manager", "admin"})
    public ApprovalView delegate(
            @PathParam("id") ActionId id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String seen,
            @Nullable Delegation delegation) {
        String to = Inputs.needed("to", delegation == null ? null : delegation.to());
        String reason = Inputs.reason(delegation == null ? null : delegation.reason());
        return answered(id, gate.delegate(id, caller(), to, reason, Inputs.version(seen)));
    }

    /** For the other people and the audit; the customer does not see it. */
    @POST
    @Path("/{id}/comments")
    @RolesAllowed({"approver", "success-manager", "admin"})
    public ApprovalView comment(@PathParam("id") ActionId id, @Nullable Comment comment) {
        if (!gate.comment(id, caller().name(), Inputs.needed("text", comment == null ? null : comment.text()))) {
            throw unknown(id);
        }
        return view(id);
    }

    /** Up to 100 at once, each decided by itself: what one comes to changes nothing for the others. */
    @POST
    @Path("/decide")
    @RolesAllowed({"approver", "success-manager", "admin"})
    public List<Done> decide(@Nullable List<Order> orders) {
        if (orders == null || orders.isEmpty() || orders.size() > AT_ONCE || orders.contains(null)) {
            throw new BadRequestException("1 to " + AT_ONCE + " orders are taken at once.");
        }
        Approver caller = caller();
        return orders.stream().map(order -> done(order, caller)).toList();
    }

    /** What people did and said, in order. */
    @GET
    @Path("/{id}/history")
    @RolesAllowed({"approver", "success-manager", "admin", "auditor"})
    public List<HistoryEntry> history(@PathParam("id") ActionId id) {
        return entries(id).stream().map(HistoryEntry::of).toList();
    }

    /** What was decided of it, in order, as the audit has it. */
    @GET
    @Path("/{id}/audit")
    @RolesAllowed({"auditor", "admin"})
    public List<AuditEntry> decisions(@PathParam("id") ActionId id) {
        return entries(id);
    }

    private List<AuditEntry> entries(ActionId id) {
        List<AuditEntry> entries = AuditEntry.of(audit.of(id), audit);
        if (entries.isEmpty()) {
            throw unknown(id);
        }
        return entries;
    }

    private Done done(Order order, Approver caller) {
        String name = String.valueOf(order.id());
        try {
            ActionId id = new ActionId(name);
            String reason = Inputs.reason(order.reason());
            String seen = Inputs.version(order.version());
            Optional<Answer> answer =
                    switch (String.valueOf(order.decision())) {
                        case "approve" -> gate.approve(id, caller, reason, null, seen);
                        case "reject" -> gate.reject(id, caller, reason, seen);
                        default -> throw new BadRequestException("'decision' is approve or reject.");
                    };
            return new Done(name, 200, answered(id, answer), null);
        } catch (HttpProblem e) {
            return new Done(name, e.getStatusCode(), null, e.getDetail());
        } catch (NotFoundException e) {
            return new Done(name, 404, null, e.getMessage());
        } catch (BadRequestException | IllegalArgumentException e) {
            return new Done(name, 400, null, e.getMessage());
        }
    }

    private ApprovalView answered(ActionId id, Optional<Answer> answer) {
        return switch (answer.orElseThrow(() -> unknown(id))) {
            case Answer.Changed changed -> ApprovalView.of(changed.next(), rulings.policy());
            case Answer.Kept kept -> ApprovalView.of(kept.next(), rulings.policy());
            case Answer.Unchanged unchanged -> ApprovalView.of(unchanged.state(), rulings.policy());
            case Answer.Outdated outdated ->
                throw conflict(
                                "Changed since",
                                "What it was held on is not so any more. Approve again if it is right in the knowledge of this.")
                        .with("state", State.HELD.wireName())
                        .with("changes", outdated.differences())
                        .build();
            case Answer.Refused(Refusal.Overtaken overtaken) -> throw overtaken(id);
            case Answer.Refused refused -> throw problem(refused.why());
        };
    }

    private HttpProblem overtaken(ActionId id) {
        AuditRecord last = entries(id).stream()
                .map(AuditEntry::record)
                .filter(record -> !record.verdict().equals(AuditRecord.COMMENTED))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        return HttpProblem.builder()
                .withStatus(412)
                .withTitle("Changed meanwhile")
                .withDetail("It was %s by %s since you looked. Look again."
                        .formatted(last.verdict().replace('_', ' '), last.by()))
                .with("by", last.by())
                .build();
    }

    private static HttpProblem problem(Refusal refusal) {
        return switch (refusal) {
            case Refusal.AlreadyDecided decided ->
                conflict("Already decided", "It was " + decided.state().wireName() + " by " + decided.by() + ".")
                        .with("state", decided.state().wireName())
                        .with("decidedBy", decided.by())
                        .with("decidedAt", decided.at())
                        .build();
            case Refusal.PastDeadline past ->
                conflict("Expired", "Nobody decided in time.")
                        .with("state", State.EXPIRED.wireName())
                        .with("deadline", past.deadline())
                        .build();
            case Refusal.ForbiddenByNow forbidden ->
                conflict("Forbidden by policy meanwhile", forbidden.reason()).build();
            case Refusal.NotYetDue early ->
                conflict("Not yet due", "It can still be decided.")
                        .with("deadline", early.deadline())
                        .build();
            case Refusal.Overtaken overtaken -> throw new IllegalStateException("answered above");
            case Refusal.Stopped stopped ->
                conflict("Stopped", "It is stopped at the moment and stays held.")
                        .build();
            case Refusal.Unseen unseen ->
                HttpProblem.builder()
                        .withStatus(428)
                        .withTitle("Edited by somebody else")
                        .withDetail("Say in If-Match which version you looked at.")
                        .build();
            case Refusal.Unfit unfit ->
                HttpProblem.builder()
                        .withStatus(422)
                        .withTitle("Arguments do not fit")
                        .withDetail(unfit.reason())
                        .build();
            case Refusal.OwnRequest own ->
                forbidden("Your own request", "Somebody other than the requester has to approve it.");
            case Refusal.NotEntitled entitled ->
                forbidden(
                        "Not yours to decide",
                        "It is for: "
                                + String.join(
                                        ", ", entitled.roles().stream().sorted().toList())
                                + ".");
        };
    }

    private static HttpProblem forbidden(String title, String detail) {
        return HttpProblem.builder()
                .withStatus(403)
                .withTitle(title)
                .withDetail(detail)
                .build();
    }

    private static HttpProblem.Builder conflict(String title, String detail) {
        return HttpProblem.builder().withStatus(409).withTitle(title).withDetail(detail);
    }

    private static NotFoundException unknown(ActionId id) {
        return new NotFoundException("There is no action " + id + ".");
    }

    private Approver caller() {
        return Inputs.caller(user);
    }

    private static String reason(@Nullable Statement statement) {
        return Inputs.reason(statement == null ? null : statement.reason());
    }
}
