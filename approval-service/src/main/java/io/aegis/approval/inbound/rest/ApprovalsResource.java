package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.ApprovalRepository;
import io.aegis.approval.application.Audit;
import io.aegis.approval.application.Gate;
import io.aegis.approval.domain.Approval.Answer;
import io.aegis.approval.domain.Approval.Refusal;
import io.aegis.approval.domain.Policy;
import io.aegis.approval.domain.State;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The approvals inbox. Who decides is the token's subject, the name under which requesters are known too. */
@Path("/api/approvals")
@RolesAllowed({"approver", "success-manager", "admin", "auditor"})
public class ApprovalsResource {
    private static final int USUALLY = 50;
    private static final int MOST = 200;
    private static final int LONGEST_REASON = 500;

    private final Gate gate;
    private final ApprovalRepository approvals;
    private final Audit audit;
    private final Policy policy;
    private final JsonWebToken user;

    ApprovalsResource(Gate gate, ApprovalRepository approvals, Audit audit, Policy policy, JsonWebToken user) {
        this.gate = gate;
        this.approvals = approvals;
        this.audit = audit;
        this.policy = policy;
        this.user = user;
    }

    /** @param reason what customer and audit are told; up to 500 characters, may be left out */
    public record Statement(@Nullable String reason) {}

    /** Newest first; 50 unless told otherwise, 200 at the most. */
    @GET
    public List<ApprovalView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("customer") @Nullable String customer,
            @QueryParam("limit") @Nullable String limit) {
        Integer most = parsed("limit", limit, Integer::valueOf);
        return approvals
                .newest(
                        parsed("state", state, name -> State.find(name).orElseThrow(IllegalArgumentException::new)),
                        parsed("customer", customer, CustomerId::new),
                        Math.clamp(most == null ? USUALLY : most, 1, MOST))
                .stream()
                .map(approval -> ApprovalView.of(approval, policy))
                .toList();
    }

    @GET
    @Path("/{id}")
    public ApprovalView one(@PathParam("id") ActionId id) {
        return approvals
                .find(id)
                .map(approval -> ApprovalView.of(approval, policy))
                .orElseThrow(() -> unknown(id));
    }

    /** Releases a held action to the agent that runs it. Repeating one's own decision answers the same again. */
    @POST
    @Path("/{id}/approve")
    @RolesAllowed("approver")
    public ApprovalView approve(@PathParam("id") ActionId id, @Nullable Statement statement) {
        return answered(id, gate.approve(id, user(), reason(statement)));
    }

    /** Ends a held action; the customer is told. Repeating one's own decision answers the same again. */
    @POST
    @Path("/{id}/reject")
    @RolesAllowed("approver")
    public ApprovalView reject(@PathParam("id") ActionId id, @Nullable Statement statement) {
        return answered(id, gate.reject(id, user(), reason(statement)));
    }

    /** What was decided of it, in order. */
    @GET
    @Path("/{id}/audit")
    @RolesAllowed({"auditor", "admin"})
    public List<AuditEntry> decisions(@PathParam("id") ActionId id) {
        List<AuditEntry> entries = audit.of(id).stream().map(AuditEntry::of).toList();
        if (entries.isEmpty()) {
            throw unknown(id);
        }
        return entries;
    }

    private ApprovalView answered(ActionId id, Optional<Answer> answer) {
        return switch (answer.orElseThrow(() -> unknown(id))) {
            case Answer.Changed changed -> ApprovalView.of(changed.next(), policy);
            case Answer.Unchanged unchanged -> ApprovalView.of(unchanged.state(), policy);
            case Answer.Refused refused -> throw problem(refused.why());
        };
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
            case Refusal.OwnRequest own ->
                HttpProblem.builder()
                        .withStatus(403)
                        .withTitle("Your own request")
                        .withDetail("Somebody other than the requester has to approve it.")
                        .build();
        };
    }

    private static HttpProblem.Builder conflict(String title, String detail) {
        return HttpProblem.builder().withStatus(409).withTitle(title).withDetail(detail);
    }

    private static NotFoundException unknown(ActionId id) {
        return new NotFoundException("There is no action " + id + ".");
    }

    private String user() {
        String name = user.getSubject();
        if (name == null || name.isBlank()) {
            throw new ForbiddenException("The token does not say who you are.");
        }
        return name;
    }

    private static String reason(@Nullable Statement statement) {
        String reason = statement == null || statement.reason() == null
                ? ""
                : statement.reason().strip();
        if (reason.length() > LONGEST_REASON) {
            throw new BadRequestException("A reason has up to " + LONGEST_REASON + " characters.");
        }
        return reason.isEmpty() ? "No reason was given." : reason;
    }

    /** The server's own conversion would answer 404 to a malformed filter. */
    private static <T> @Nullable T parsed(String name, @Nullable String value, Function<String, T> parse) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'" + name + "' is malformed.");
        }
    }
}
