package io.aegis.messaging;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Whoever asks while the database is away is told to ask again, and not that something is broken. */
class DatabaseAway {
    private static final int BROKEN = 500;
    private static final int NOT_NOW = 503;
    private static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");

    @ServerResponseFilter
    void answer(ContainerResponseContext response, @Nullable Throwable failure) {
        if (response.getStatus() != BROKEN || failure == null || !Database.isAway(failure)) {
            return;
        }
        response.setStatus(NOT_NOW);
        response.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, 1);
        response.setEntity(
                HttpProblem.builder()
                        .withStatus(NOT_NOW)
                        .withTitle("Service Unavailable")
                        .withDetail("the database is away for the moment")
                        .build(),
                null,
                PROBLEM);
    }
}
