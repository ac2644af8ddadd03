package io.aegis.orchestrator.inbound.web;

import io.aegis.messaging.edge.Limited;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.Logins;
import io.aegis.orchestrator.application.Refused;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** In and out of the workbench. */
@Path("/")
@PermitAll
@Blocking
@Produces(MediaType.TEXT_HTML)
public class LoginPages {
    private final Logins logins;
    private final DemoUsers demo;
    private final RoutingContext http;
    private final Clock clock;

    LoginPages(Logins logins, DemoUsers demo, RoutingContext http, Clock clock) {
        this.logins = logins;
        this.demo = demo;
        this.http = http;
        this.clock = clock;
    }

    @GET
    @Path("login")
    public TemplateInstance page() {
        return Templates.login(demo.personas(), "");
    }

    @POST
    @Path("login")
    @Limited(Limited.Kind.LOGINS)
    public Response login(@FormParam("user") @Nullable String user, @FormParam("password") @Nullable String password) {
        try {
            return enter(logins.login(
                    ChatPages.given("user", user),
                    ChatPages.given("password", password),
                    http.request().remoteAddress().hostAddress()));
        } catch (Refused refused) {
            int status =
                    switch (refused.why()) {
                        case WRONG_LOGIN -> 401;
                        case TOO_MANY -> 429;
                        default -> 400;
                    };
            String complaint =
                    status == 429 ? "Too many failed logins: wait a moment." : "The user or the password is wrong.";
            return Response.status(status)
                    .entity(Templates.login(demo.personas(), complaint))
                    .build();
        }
    }

    /** One click instead of a password; nowhere but in the demo. */
    @POST
    @Path("login/demo")
    public Response persona(@FormParam("user") @Nullable String user) {
        return enter(logins.persona(Objects.requireNonNullElse(user, "")));
    }

    @POST
    @Path("logout")
    public Response logout() {
        http.response().addCookie(Session.holding("", 0, secure()));
        return Response.seeOther(URI.create("/login")).build();
    }

    private Response enter(Logins.Granted granted) {
        long seconds = Duration.between(clock.instant(), granted.expiresAt()).toSeconds();
        http.response().addCookie(Session.holding(granted.token(), seconds, secure()));
        return Response.seeOther(URI.create("/")).build();
    }

    private boolean secure() {
        return http.request().isSSL() || "https".equals(http.request().scheme());
    }
}
