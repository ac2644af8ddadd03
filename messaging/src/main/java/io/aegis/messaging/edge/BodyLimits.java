package io.aegis.messaging.edge;

import io.aegis.contracts.Json;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
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
    /** More than comes at once. */
    private static final long FURTHER = 1024 * 1024;

    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

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
        filters.register(request -> pass(request, most), PRIORITY);
    }

    /**
     * Lets a request go on whose body may have the length that it tells, or tells none. Any other is answered.
     *
     * @param most bytes
     */
    public static void pass(RoutingContext request, long most) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= most) {
            request.next();
        } else {
            refuse(request);
        }
    }

    /**
     * Counts what comes without a length as it is read. Quarkus counts too, a little further: it would answer without a word,
     * and over HTTP/2 in a way that clients take for a broken connection.
     */
    @ServerRequestFilter
    void count(ContainerRequestContext body, RoutingContext request) {
        HttpServerRequest http = request.request();
        if (WITH_BODY.contains(http.method())
                && !http.isEnded()
                && http.getHeader(HttpHeaders.CONTENT_LENGTH) == null
                && request.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) instanceof Long allowed) {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, allowed + FURTHER);
            body.setEntityStream(new Counted(body.getEntityStream(), allowed, http.version()));
        }
    }

    private static final class Counted extends FilterInputStream {
        private final long most;
        private final HttpVersion version;
        private long read;

        Counted(InputStream body, long most, HttpVersion version) {
            super(body);
            this.most = most;
            this.version = version;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int some = super.read(into, offset, length);
            count(Math.max(some, 0));
            return some;
        }

        private void count(int more) {
            read += more;
            if (read > most) {
                HttpProblem.Builder problem = HttpProblem.builder()
                        .withStatus(TOO_LARGE)
                        .withTitle(Problem.LARGE.title)
                        .withDetail(Problem.LARGE.detail);
                throw (version == HttpVersion.HTTP_2 ? problem : problem.withHeader("Connection", "close")).build();
            }
        }
    }

    private static void refuse(RoutingContext request) {
        if (request.request().version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM.toString())
                .setStatusCode(TOO_LARGE)
                .end(Json.text(Problem.LARGE));
    }

    @ServerResponseFilter
    void explain(ContainerResponseContext response) {
        if (response.getStatus() == TOO_LARGE && !response.hasEntity()) {
            response.setEntity(Problem.LARGE, null, PROBLEM);
        }
    }
}
