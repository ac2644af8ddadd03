package io.aegis.messaging.edge;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Behind the check of roles: who may not call at all is not counted. */
@Interceptor
@Limited(Limited.Kind.MESSAGES)
@Priority(Interceptor.Priority.LIBRARY_BEFORE + 200)
class LimitedInterceptor {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Limits limits;
    private final SecurityIdentity identity;
    private final RoutingContext http;

    LimitedInterceptor(Limits limits, SecurityIdentity identity, RoutingContext http) {
        this.limits = limits;
        this.identity = identity;
        this.http = http;
    }

    @AroundInvoke
    Object limited(InvocationContext call) throws Exception {
        Limited limited = call.getInterceptorBinding(Limited.class);
        Duration wait = limits.take(Objects.requireNonNull(limited).value(), caller());
        if (wait.isPositive()) {
            throw HttpProblem.builder()
                    .withTitle("Too Many Requests")
                    .withStatus(TOO_MANY_REQUESTS)
                    .withDetail("more requests than are allowed in a minute")
                    .withHeader("Retry-After", wait.toSeconds() + 1)
                    .build();
        }
        return call.proceed();
    }

    private String caller() {
        if (identity.isAnonymous()) {
            return "address:" + http.request().remoteAddress().hostAddress();
        }
        if (identity.getPrincipal() instanceof JsonWebToken token
                && token.getClaim("customer") instanceof Object customer) {
            return "customer:" + customer;
        }
        return "user:" + identity.getPrincipal().getName();
    }
}
