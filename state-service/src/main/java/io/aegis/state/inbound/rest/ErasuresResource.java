package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Erasures;
import io.aegis.state.domain.Decision;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Erases customers' personal data, and lets it in again. Who did it and why is on the customer's timeline. */
@Path("/api/customers")
@RunOnVirtualThread
@RolesAllowed(Access.ADMIN)
class ErasuresResource {
    private static final int LONGEST_REASON = 500;
    /** The version is the first part of a tag; see {@link CustomersResource}. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"(\\d{1,18})-[0-9a-f]+\"");

    private final Erasures erasures;
    private final CustomerStore customers;

    ErasuresResource(Erasures erasures, CustomerStore customers) {
        this.erasures = erasures;
        this.customers = customers;
    }

    /** @param reason for the record; it is kept, so it must not be personal itself */
    record Request(@Nullable String reason) {}

    /** With If-Match, only the version that the caller saw. Once more changes nothing. */
    @POST
    @Path("/{id}/erase")
    public CustomerSnapshot erase(
            @PathParam("id") String id,
            @Nullable Request request,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String match,
            @Context SecurityContext security) {
        CustomerId customer = Parameters.customer(id);
        return answer(customer, () -> erasures.erase(customer, by(security), reason(request), version(match)));
    }

    /** What was erased stays so; what is told from now on is kept as usual. */
    @POST
    @Path("/{id}/readmit")
    public CustomerSnapshot readmit(
            @PathParam("id") String id,
            @Nullable Request request,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String match,
            @Context SecurityContext security) {
        CustomerId customer = Parameters.customer(id);
        return answer(customer, () -> erasures.readmit(customer, by(security), reason(request), version(match)));
    }

    private interface Deciding {
        Decision decide();
    }

    private CustomerSnapshot answer(CustomerId customer, Deciding deciding) {
        try {
            return switch (deciding.decide()) {
                case Decision.Accepted accepted -> customers.find(customer).snapshot();
                case Decision.Refused refused -> throw new NotFoundException(refused.reason());
            };
        } catch (Erasures.OtherVersion e) {
            throw HttpProblem.builder()
                    .withTitle("Another version")
                    .withStatus(412)
                    .withDetail(e.getMessage())
                    .build();
        }
    }

    private static String by(SecurityContext security) {
        return security.getUserPrincipal().getName();
    }

    private static String reason(@Nullable Request request) {
        String reason = request == null || request.reason() == null
                ? ""
                : Parameters.printable("reason", request.reason()).strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new BadRequestException("a reason has 1 to " + LONGEST_REASON + " characters");
        }
        return reason;
    }

    private static @Nullable Long version(@Nullable String match) {
        if (match == null || match.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(match.strip());
        if (!tag.matches()) {
            throw new BadRequestException("If-Match is one ETag of the customer");
        }
        return Long.valueOf(tag.group(1));
    }
}
