package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.state.application.Churn;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.domain.ChurnRisk;
import io.aegis.state.domain.Customer;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How healthy a customer is, and how that came about. */
@Path("/api/customers")
@RunOnVirtualThread
@RolesAllowed({Access.AGENT, Access.SUCCESS_MANAGER, Access.APPROVER, Access.ADMIN, Access.AUDITOR, Access.SERVICE})
class HealthResource {
    private static final int MOST = 1000;
    private static final Duration USUAL = Duration.ofDays(7);

    private final CustomerStore customers;
    private final Churn churn;
    private final Reads reads;
    private final Access access;
    private final Clock clock;

    HealthResource(CustomerStore customers, Churn churn, Reads reads, Access access, Clock clock) {
        this.customers = customers;
        this.churn = churn;
        this.reads = reads;
        this.access = access;
        this.clock = clock;
    }

    /**
     * @param version of the customer
     * @param churn how likely he cancels; for the team only
     */
    record HealthAnswer(
            CustomerId customer,
            long version,
            Health health,
            @Nullable ChurnRisk churn) {}

    /** @param judged each time that the health changed, oldest first, at most 1000 */
    record History(CustomerId customer, Instant from, Instant to, List<Judged> judged) {}

    record Explanation(CustomerId customer, Instant from, Instant to, HealthExplanation explanation) {}

    /** How healthy the customer is, and, for the team, how likely he cancels. */
    @GET
    @Path("/{id}/health")
    @RolesAllowed({
        Access.CUSTOMER,
        Access.AGENT,
        Access.SUCCESS_MANAGER,
        Access.APPROVER,
        Access.ADMIN,
        Access.AUDITOR,
        Access.SERVICE
    })
    public Response health(
            @PathParam("id") String id,
            @QueryParam("seen") List<String> seen,
            @QueryParam("asOf") @Nullable String asOf,
            @Context Request request)
            throws InterruptedException {
        Instant then = reads.asOf(asOf);
        Customer customer = reads.at(reads.fresh(id, seen), then);
        return Reads.answer(
                customer.version(),
                new HealthAnswer(
                        customer.id(),
                        customer.version(),
                        customer.health(),
                        access.isStaff() ? churn.of(customer, then == null ? clock.instant() : then) : null),
                request);
    }

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
