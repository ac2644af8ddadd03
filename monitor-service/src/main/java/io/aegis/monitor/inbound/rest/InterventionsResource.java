package io.aegis.monitor.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.monitor.application.OccasionStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Where playbooks stepped in. */
@Path("/api/interventions")
@RunOnVirtualThread
public class InterventionsResource {
    private final OccasionStore occasions;
    private final JsonWebToken token;

    InterventionsResource(OccasionStore occasions, JsonWebToken token) {
        this.occasions = occasions;
        this.token = token;
    }

    /**
     * Newest first. Staff see one customer's, or everybody's without {@code customer}; a customer sees his own.
     *
     * @param limit 1 to 200
     */
    @GET
    @RolesAllowed({"customer", "success-manager", "approver", "admin", "auditor"})
    public List<OccasionStore.Raised> list(
            @QueryParam("customer") @Nullable String customer,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @Context SecurityContext caller) {
        CustomerId asked = customer == null ? null : Parameters.customer(customer);
        return occasions.raised(isStaff(caller) ? asked : own(asked), Parameters.limit(limit));
    }

    /**
     * Whatever was decided for a customer and why, also what was held back, suppressed or passed; newest first.
     *
     * @param limit 1 to 200
     */
    @GET
    @Path("/decisions")
    @RolesAllowed({"success-manager", "approver", "admin", "auditor"})
    public List<OccasionStore.Decided> decisions(
            @QueryParam("customer") @Nullable String customer, @QueryParam("limit") @DefaultValue("50") String limit) {
        return occasions.decided(
                customer == null ? null : Parameters.customer(customer), null, Parameters.limit(limit));
    }

    private static boolean isStaff(SecurityContext caller) {
        return List.of("success-manager", "approver", "admin", "auditor").stream()
                .anyMatch(caller::isUserInRole);
    }

    private CustomerId own(@Nullable CustomerId asked) {
        String own = token.getClaim("customer");
        if (own == null || (asked != null && !asked.value().equals(own))) {
            throw new NotFoundException("no such customer");
        }
        return Parameters.customer(own);
    }
}
