package io.aegis.messaging.edge;

import io.aegis.contracts.Json;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Says why a body is refused that has more than {@code quarkus.http.limits.max-body-size}. One that tells its length is refused
 * before it is read; what comes without a length, once too much of it was.
 */
@ApplicationScoped
public class BodyLimits {
    private static final int TOO_LARGE = 413;
    private static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");
    /** Before Quarkus' own check, which answers without a word. */
    private static final int PRIORITY = 3;

    private final long most;

    BodyLimits(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.most = most.asLongValue();
    }

    /** A problem, by RFC 9457. */
    private record Problem(int status, String title, String detail) {
        static final Problem LARGE =
                new Problem(TOO_LARGE, "Content Too Large", "the body has more than may be sent here");
    }

    void register(@Observes Filters filters) {
        filters.register(
                request -> {
                    if (isWithin(request, most)) {
                        request.next();
                    }
                },
                PRIORITY);
    }

    /**
     * Whether the body may have the length that it tells, or tells none. Otherwise the request has been answered.
     *
     * @param most bytes
     */
    public static boolean isWithin(RoutingContext request, long most) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= most) {
            return true;
        }
        if (request.request().version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM.toString())
                .setStatusCode(TOO_LARGE)
                .end(Json.text(Problem.LARGE));
        return false;
    }

    @ServerResponseFilter
    void explain(ContainerResponseContext response) {
        if (response.getStatus() == TOO_LARGE && !response.hasEntity()) {
            response.setEntity(Problem.LARGE, null, PROBLEM);
        }
    }
}
