package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.Audit;
import io.aegis.approval.domain.Explanation;
import io.aegis.contracts.ActionId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** What an action came from and came to, for whoever has to answer for it. */
@Path("/api/actions")
@RolesAllowed({"approver", "success-manager", "admin", "auditor"})
public class ActionsResource {
    private final Audit audit;

    ActionsResource(Audit audit) {
        this.audit = audit;
    }

    /** From the first message to the effect, in plain words and as data. */
    @GET
    @Path("/{id}/why")
    public Explanation why(@PathParam("id") ActionId id) {
        return audit.why(id).orElseThrow(() -> new NotFoundException("There is no action " + id + "."));
    }
}
