package io.aegis.orchestrator.inbound.rest;

import io.aegis.orchestrator.application.Refused;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals in the words of HTTP. */
class RefusedMapper {
    @ServerExceptionMapper
    Response problem(Refused refused) {
        int status =
                switch (refused.why()) {
                    case INVALID -> 400;
                    case WRONG_LOGIN -> 401;
                    case NOT_ALLOWED -> 403;
                    case NOT_FOUND -> 404;
                    case CONFLICT -> 409;
                    case KEY_REUSED -> 422;
                    case TOO_MANY -> 429;
                    case UNAVAILABLE -> 503;
                };
        Response.StatusType known = Response.Status.fromStatusCode(status);
        HttpProblem.Builder problem = HttpProblem.builder();
        if (refused.why() == Refused.Why.TOO_MANY || refused.why() == Refused.Why.UNAVAILABLE) {
            problem.withHeader(HttpHeaders.RETRY_AFTER, 1);
        }
        return problem.withStatus(status)
                .withTitle(known == null ? "Unprocessable Content" : known.getReasonPhrase())
                .withDetail(String.valueOf(refused.getMessage()))
                .build()
                .toResponse();
    }
}
