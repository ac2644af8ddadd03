package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.ApprovalRepository;
import io.aegis.approval.application.ApprovalRepository.Differing;
import io.aegis.approval.application.Policies;
import io.aegis.approval.application.PolicyReader;
import io.aegis.approval.application.PolicyRepository;
import io.aegis.approval.application.WhatIf;
import io.aegis.approval.domain.Hindsight;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The versions of the policy. */
@Path("/api/policies")
@RolesAllowed({"admin", "auditor"})
public class PoliciesResource {
    private static final int LONGEST = 100_000;
    private static final int DIFFERENCES = 500;

    private final Policies policies;
    private final WhatIf whatIf;
    private final ApprovalRepository approvals;
    private final JsonWebToken user;

    PoliciesResource(Policies policies, WhatIf whatIf, ApprovalRepository approvals, JsonWebToken user) {
        this.policies = policies;
        this.whatIf = whatIf;
        this.approvals = approvals;
        this.user = user;
    }

    /** @param use active, shadow, both or none */
    public record Version(String version, String name, String by, Instant at, String use) {}

    /**
     * @param active the version that decides; {@code packaged} for the catalogue's own rules alone
     * @param shadow the version that is only compared
     */
    public record Versions(String active, @Nullable String shadow, List<Version> versions) {}

    public record Statement(@Nullable String reason) {}

    /**
     * @param policy its YAML
     * @param from a month before {@code to} when absent
     * @param to now when absent
     */
    public record Question(
            @Nullable String policy,
            @Nullable String from,
            @Nullable String to) {}

    /** Newest first. */
    @GET
    public Versions list() {
        PolicyRepository.InForce inForce = policies.rows();
        return new Versions(
                inForce.active() == null ? Policies.PACKAGED : inForce.active(),
                inForce.shadow(),
                policies.all().stream().map(stored -> version(stored, inForce)).toList());
    }

    @GET
    @Path("/{version}")
    @Produces("application/yaml")
    public String text(@PathParam("version") String version) {
        return policies.find(version).orElseThrow(() -> unknown(version)).text();
    }

    /** Keeps a version; it decides nothing until it is activated. The same text again is the same version. */
    @PUT
    @Consumes({"application/yaml", "text/plain"})
    @RolesAllowed("admin")
    public Version put(@Nullable String text) {
        try {
            return version(policies.put(bounded(text), Inputs.caller(user).name()), policies.rows());
        } catch (PolicyReader.Invalid e) {
            throw problem(e);
        }
    }

    @POST
    @Path("/{version}/activate")
    @RolesAllowed("admin")
    public Versions activate(@PathParam("version") String version, @Nullable Statement statement) {
        if (!policies.activate(version, Inputs.caller(user).name(), reason(statement))) {
            throw unknown(version);
        }
        return list();
    }

    /** Has it compared with what decides, from now on; {@code packaged} ends that. */
    @POST
    @Path("/{version}/shadow")
    @RolesAllowed("admin")
    public Versions shadow(@PathParam("version") String version, @Nullable Statement statement) {
        if (!policies.shadow(version, Inputs.caller(user).name(), reason(statement))) {
            throw unknown(version);
        }
        return list();
    }

    /** Where it would have decided otherwise, while it was the shadow; newest first, up to 500. */
    @GET
    @Path("/{version}/differences")
    public List<Differing> differences(@PathParam("version") String version) {
        return approvals.differing(
                policies.find(version).orElseThrow(() -> unknown(version)).version(), DIFFERENCES);
    }

    /** What a policy would have said of the actions of a period. Nothing is stored or changed. */
    @POST
    @Path("/whatif")
    public Hindsight whatIf(@Nullable Question question) {
        if (question == null) {
            throw new BadRequestException("'policy' is missing.");
        }
        try {
            return whatIf.ask(
                    bounded(question.policy()),
                    Inputs.parsed("from", question.from(), Instant::parse),
                    Inputs.parsed("to", question.to(), Instant::parse));
        } catch (PolicyReader.Invalid e) {
            throw problem(e);
        }
    }

    private static Version version(PolicyRepository.Stored stored, PolicyRepository.InForce inForce) {
        boolean active = stored.version().equals(inForce.active());
        boolean shadow = stored.version().equals(inForce.shadow());
        return new Version(
                stored.version(),
                stored.name(),
                stored.by(),
                stored.at(),
                active ? shadow ? "both" : "active" : shadow ? "shadow" : "none");
    }

    private static String bounded(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new BadRequestException("The policy is missing.");
        }
        if (text.length() > LONGEST) {
            throw new BadRequestException("A policy has up to " + LONGEST + " characters.");
        }
        return text;
    }

    private static String reason(@Nullable Statement statement) {
        return Inputs.reason(statement == null ? null : statement.reason());
    }

    private static HttpProblem problem(PolicyReader.Invalid invalid) {
        return HttpProblem.builder()
                .withStatus(422)
                .withTitle("Not a policy")
                .withDetail("Line " + invalid.line() + ": " + invalid.getMessage())
                .with("line", invalid.line())
                .build();
    }

    private static NotFoundException unknown(String version) {
        return new NotFoundException("There is no policy " + version + ".");
    }
}
