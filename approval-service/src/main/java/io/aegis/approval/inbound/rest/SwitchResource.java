package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.KillSwitch;
import io.aegis.approval.application.KillSwitch.Target;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.contracts.Stopped;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The kill switch. */
@Path("/api/switch")
@RolesAllowed({"admin", "approver", "auditor"})
public class SwitchResource {
    private final KillSwitch killSwitch;
    private final ActionCatalogue catalogue;
    private final JsonWebToken user;

    SwitchResource(KillSwitch killSwitch, ActionCatalogue catalogue, JsonWebToken user) {
        this.killSwitch = killSwitch;
        this.catalogue = catalogue;
        this.user = user;
    }

    /** One of the two, or {@code everything}; and why. */
    public record Order(
            @Nullable Boolean everything,
            @Nullable String agent,
            @Nullable String type,
            @Nullable String reason) {}

    @GET
    public Stopped now() {
        return killSwitch.now();
    }

    @POST
    @Path("/stop")
    @RolesAllowed({"admin", "approver"})
    public Stopped stop(@Nullable Order order) {
        return killSwitch.stop(target(order), Inputs.caller(user).name(), reason(order));
    }

    /** Only an admin lets things run again. */
    @POST
    @Path("/resume")
    @RolesAllowed("admin")
    public Stopped resume(@Nullable Order order) {
        return killSwitch.resume(target(order), Inputs.caller(user).name(), reason(order));
    }

    private Target target(@Nullable Order order) {
        if (order != null && order.agent() != null && order.type() == null && order.everything() == null) {
            AgentName agent = Inputs.parsed("agent", order.agent(), AgentName::of);
            if (agent != null) {
                return new Target.Agent(agent);
            }
        }
        if (order != null && order.type() != null && order.agent() == null && order.everything() == null) {
            return new Target.Type(catalogue
                    .find(order.type())
                    .orElseThrow(() -> new BadRequestException("There is no such type of action."))
                    .type());
        }
        if (order != null && Boolean.TRUE.equals(order.everything()) && order.agent() == null && order.type() == null) {
            return new Target.Everything();
        }
        throw new BadRequestException("Say 'everything': true, an 'agent' or a 'type'.");
    }

    private static String reason(@Nullable Order order) {
        return Inputs.reason(order == null ? null : order.reason());
    }
}
