package io.aegis.state.inbound.rest;

import io.aegis.messaging.edge.BodyLimits;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** A file of customers may have 100 MB (quarkus.http.limits.max-body-size); any other body keeps to 1 MB. */
@ApplicationScoped
class SmallBodies {
    private static final long MOST = 1024 * 1024;
    /** Behind Quarkus' own limit, which it replaces, and before anything reads. */
    private static final int PRIORITY = 1;

    void register(@Observes Filters filters) {
        filters.register(SmallBodies::limit, PRIORITY);
    }

    private static void limit(RoutingContext request) {
        if (request.normalizedPath().equals("/api/customers/import")) {
            request.next();
        } else {
            request.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, MOST);
            BodyLimits.pass(request, MOST);
        }
    }
}
