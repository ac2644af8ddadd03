package io.aegis.orchestrator.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.edge.Limited;
import io.aegis.orchestrator.application.Logins;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.application.Users;
import io.aegis.orchestrator.domain.User;
import io.quarkus.security.Authenticated;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Logging in, and who one is. */
@Path("/api")
public class LoginResource {
    private final Logins logins;
    private final Users users;
    private final CurrentUser current;
    private final RoutingContext http;

    LoginResource(Logins logins, Users users, CurrentUser current, RoutingContext http) {
        this.logins = logins;
        this.users = users;
        this.current = current;
        this.http = http;
    }

    public record Credentials(
            @Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    public record NewPassword(
            @Nullable String before, @Nullable String next) {
        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    public record Session(
            String token,
            Instant expiresAt,
            String user,
            Set<String> roles,
            @Nullable CustomerId customer) {
        @Override
        public String toString() {
            return "Session[" + user + "]";
        }
    }

    public record Me(
            String user, Set<String> roles, @Nullable CustomerId customer) {}

    @POST
    @Path("/login")
    @PermitAll
    @Limited(Limited.Kind.LOGINS)
    public Session login(@Nullable Credentials credentials) {
        if (credentials == null || credentials.user() == null || credentials.password() == null) {
            throw new Refused(Refused.Why.INVALID, "user and password are needed");
        }
        Logins.Granted granted = logins.login(
                credentials.user(),
                credentials.password(),
                http.request().remoteAddress().hostAddress());
        User user = granted.user();
        return new Session(
                granted.token(), granted.expiresAt(), user.name(), new TreeSet<>(user.roles()), user.customer());
    }

    /** One's own; who is not in the list of users here has none. */
    @POST
    @Path("/me/password")
    @Authenticated
    @Limited(Limited.Kind.LOGINS)
    public void change(@Nullable NewPassword passwords) {
        if (passwords == null || passwords.before() == null || passwords.next() == null) {
            throw new Refused(Refused.Why.INVALID, "before and next are needed");
        }
        users.change(current.get(), passwords.before(), passwords.next());
    }

    @GET
    @Path("/me")
    @Authenticated
    public Me me() {
        User user = current.get();
        return new Me(user.name(), new TreeSet<>(user.roles()), user.customer());
    }
}
