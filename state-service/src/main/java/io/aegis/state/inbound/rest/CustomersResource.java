package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.contracts.UsageSummary;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.CustomerStore.TimelineEntry;
import io.aegis.state.application.Freshness;
import io.aegis.state.application.UsageStore;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads of customers. A reader who knows of something told to state passes {@code seen=source:sequence}, repeated, and is
 * answered when it has been applied, or with 503 and Retry-After when that takes more than two seconds.
 */
@Path("/api/customers")
@RunOnVirtualThread
@RolesAllowed({
    Access.CUSTOMER,
    Access.AGENT,
    Access.SUCCESS_MANAGER,
    Access.APPROVER,
    Access.ADMIN,
    Access.AUDITOR,
    Access.SERVICE
})
class CustomersResource {
    private final CustomerStore customers;
    private final UsageStore usage;
    private final Freshness freshness;
    private final Access access;
    private final Clock clock;

    CustomersResource(CustomerStore customers, UsageStore usage, Freshness freshness, Access access, Clock clock) {
        this.customers = customers;
        this.usage = usage;
        this.freshness = freshness;
        this.access = access;
        this.clock = clock;
    }

    /** @param next what to pass as {@code after} for the page that follows; absent on the last */
    record CustomerPage(
            List<CustomerSnapshot> customers, @Nullable String next) {}

    /** @param next what to pass as {@code before} for older facts; absent when there are none */
    record Timeline(List<TimelineEntry> entries, @Nullable Long next) {}

    /** Customers in the order of their ids. {@code search} is part of an id or name. */
    @GET
    @RolesAllowed({Access.AGENT, Access.SUCCESS_MANAGER, Access.APPROVER, Access.ADMIN, Access.AUDITOR, Access.SERVICE})
    public CustomerPage list(
            @QueryParam("search") @Nullable String search,
            @QueryParam("tier") @Nullable String tier,
            @QueryParam("stage") @Nullable String stage,
            @QueryParam("health") @Nullable String health,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("after") @Nullable String after) {
        int most = limit(limit);
        List<CustomerSnapshot> found = customers.list(
                new CustomerStore.Search(
                        Parameters.search(search),
                        Parameters.oneOf(Tier.class, "tier", tier),
                        Parameters.oneOf(Stage.class, "stage", stage),
                        Parameters.oneOf(HealthLevel.class, "health", health)),
                Parameters.after(after),
                most + 1);
        return found.size() <= most
                ? new CustomerPage(found, null)
                : new CustomerPage(
                        found.subList(0, most), found.get(most - 1).customer().value());
    }

    /** The customer; the version is the ETag. Nobody has heard of an unknown one: version 0. */
    @GET
    @Path("/{id}")
    public RestResponse<CustomerSnapshot> get(@PathParam("id") String id, @QueryParam("seen") List<String> seen)
            throws InterruptedException {
        CustomerSnapshot snapshot = customers.find(fresh(id, seen)).snapshot();
        return RestResponse.ResponseBuilder.ok(snapshot)
                .tag(Long.toString(snapshot.version()))
                .build();
    }

    /** The calls of the last hours, 1 to 720, beside those of as many hours before. */
    @GET
    @Path("/{id}/usage")
    public UsageSummary usage(
            @PathParam("id") String id,
            @QueryParam("hours") @DefaultValue("24") String hours,
            @QueryParam("seen") List<String> seen)
            throws InterruptedException {
        int window = Parameters.within("hours", hours, 1, 720);
        return usage.summary(fresh(id, seen), clock.instant(), window);
    }

    /** What is known of the customer, last learned first. */
    @GET
    @Path("/{id}/timeline")
    public Timeline timeline(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("before") @Nullable String before) {
        CustomerId customer = Parameters.customer(id);
        access.check(customer);
        int most = limit(limit);
        List<TimelineEntry> found = customers.timeline(customer, Parameters.version(before), most + 1);
        return found.size() <= most
                ? new Timeline(found, null)
                : new Timeline(found.subList(0, most), found.get(most - 1).version());
    }

    private CustomerId fresh(String id, List<String> seen) throws InterruptedException {
        CustomerId customer = Parameters.customer(id);
        access.check(customer);
        if (!freshness.await(customer, seen.stream().map(Parameters::seen).toList())) {
            throw new Behind();
        }
        return customer;
    }

    private static final class Behind extends RuntimeException {}

    /** No fault of anybody's, so it is answered here: a problem that is thrown is logged as an error. */
    @ServerExceptionMapper
    Response answer(Behind behind) {
        return HttpProblem.builder()
                .withTitle("State is behind")
                .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                .withDetail("what was seen has not been applied yet")
                .withHeader(HttpHeaders.RETRY_AFTER, 1)
                .build()
                .toResponse();
    }

    private static int limit(String text) {
        return Parameters.within("limit", text, 1, 200);
    }
}
