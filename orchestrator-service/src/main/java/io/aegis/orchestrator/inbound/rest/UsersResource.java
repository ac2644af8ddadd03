package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.orchestrator.application.LoginStore.Entry;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Users;
import io.aegis.orchestrator.domain.User;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who may log in. A password that is made here is in the answer, and nowhere else. */
@Path("/api/users")
@RolesAllowed(User.ADMIN)
public class UsersResource {
    private static final int MOST = 500;

    private final Users users;
    private final CurrentUser current;

    UsersResource(Users users, CurrentUser current) {
        this.users = users;
        this.current = current;
    }

    /** @param customer whom a user of role customer belongs to */
    public record NewUser(
            @Nullable String name,
            @Nullable Set<String> roles,
            @Nullable CustomerId customer) {}

    public record Listed(
            String name, Set<String> roles, @Nullable CustomerId customer) {}

    public record Password(String user, String password) {
        @Override
        public String toString() {
            return "Password[" + user + "]";
        }
    }

    @GET
    @RolesAllowed({User.ADMIN, User.AUDITOR})
    public List<Listed> list() {
        return users.list().stream()
                .map(user -> new Listed(user.name(), new TreeSet<>(user.roles()), user.customer()))
                .toList();
    }

    /** Who logged in, who could not, and who changed users: the latest 500. */
    @GET
    @Path("/record")
    @RolesAllowed({User.ADMIN, User.AUDITOR})
    public List<Entry> record() {
        return users.record(MOST);
    }

    @POST
    public Response make(@Nullable NewUser wanted) {
        if (wanted == null || wanted.name() == null || wanted.roles() == null) {
            throw new Refused(Refused.Why.INVALID, "name and roles are needed");
        }
        return told(201, wanted.name(), users.make(wanted.name(), wanted.roles(), wanted.customer(), current.get()));
    }

    /** A new password in place of one that is lost. */
    @POST
    @Path("/{name}/password")
    public Response reset(@PathParam("name") String name) {
        return told(200, name, users.reset(name, current.get()));
    }

    @DELETE
    @Path("/{name}")
    public void remove(@PathParam("name") String name) {
        users.remove(name, current.get());
    }

    private static Response told(int status, String user, String password) {
        return Response.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(new Password(user, password))
                .build();
    }
}
