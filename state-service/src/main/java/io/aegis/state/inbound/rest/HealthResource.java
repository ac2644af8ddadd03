package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.domain.HealthExplanation;
import io.aegis.state.domain.HealthExplanation.Judged;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a customer's health came about. */
@Path("/api/customers")
@RunOnVirtualThread
@RolesAllowed({Access.AGENT, Access.SUCCESS_MANAGER, Access.APPROVER, Access.ADMIN, Access.AUDITOR, Access.SERVICE})
class HealthResource {
    private static final int MOST = 1000;
    private static final Duration USUAL = Duration.ofDays(7);

    private final CustomerStore customers;
    private final Access access;
    private final Clock clock;

    HealthResource(CustomerStore customers, Access access, Clock clock) {
        this.customers = customers;
        this.access = access;
        this.clock = clock;
    }

    /** @param judged each time that the health changed, oldest first, at most 1000 */
    record History(CustomerId customer, Instant from, Instant to, List<Judged> judged) {}

    record Explanation(CustomerId customer, Instant from, Instant to, HealthExplanation explanation) {}

    /** Each change of the health; of the last seven days, unless said otherwise. */
    @GET
    @Path("/{id}/health/history")
    public History history(
            @PathParam("id") String id,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Window window = window(id, from, to);
        return new History(window.customer, window.from, window.to, changes(window));
    }

    /** What made the score at {@code to} another than at {@code from}: parts that make the difference together. */
    @GET
    @Path("/{id}/health/explain")
    public Explanation explain(
            @PathParam("id") String id,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Window window = window(id, from, to);
        return new Explanation(
                window.customer,
                window.from,
                window.to,
                HealthExplanation.of(
                        customers.find(window.customer, window.from).snapshot().health(), changes(window)));
    }

    private List<Judged> changes(Window window) {
        List<Judged> changes = customers.health(window.customer, window.from, window.to, MOST + 1);
        if (changes.size() > MOST) {
            throw HttpProblem.builder()
                    .withTitle("Too many changes")
                    .withStatus(422)
                    .withDetail("the health changed more than " + MOST + " times; ask for a shorter time")
                    .build();
        }
        return changes;
    }

    private Window window(String id, @Nullable String from, @Nullable String to) {
        CustomerId customer = Parameters.customer(id);
        access.check(customer);
        Instant now = clock.instant();
        Instant end = Objects.requireNonNullElse(Parameters.past("to", to, now), now);
        Instant begin = Objects.requireNonNullElse(Parameters.past("from", from, now), end.minus(USUAL));
        if (begin.isAfter(end)) {
            throw new BadRequestException("from is before to");
        }
        return new Window(customer, begin, end);
    }

    private record Window(CustomerId customer, Instant from, Instant to) {}
}
