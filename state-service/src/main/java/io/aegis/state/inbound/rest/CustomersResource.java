package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.UsageSummary;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.CustomerStore.TimelineEntry;
import io.aegis.state.application.UsageStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads of customers. A reader who knows of something told to state passes {@code seen=source:sequence}, repeated, and is
 * answered when it has been applied, or with 503 and Retry-After when that takes more than two seconds. What was written
 * over HTTP needs none of this: it is there when it is answered.
 *
 * <p>With {@code asOf} the answer is what was known then: facts recorded later are left out, whenever they happened.
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
    private final Reads reads;
    private final Clock clock;

    CustomersResource(CustomerStore customers, UsageStore usage, Reads reads, Clock clock) {
        this.customers = customers;
        this.usage = usage;
        this.reads = reads;
        this.clock = clock;
    }

    /**
     * @param next what to pass as {@code after} for the page that follows; absent on the last
     * @param total how many there are on all pages, when it was asked for
     */
    record CustomerPage(
            List<CustomerSnapshot> customers,
            @Nullable String next,
            @Nullable Long total) {}

    /**
     * @param version of the customer
     * @param next what to pass as {@code before} for older facts; absent when there are none
     */
    record Timeline(
            long version,
            List<TimelineEntry> entries,
            @Nullable Long next) {}

    /**
     * Customers. Each word of {@code search} begins a word of the id, the name or the mail address. {@code sort} is id, name
     * or score, with a minus before it for descending.
     *
     * <p>With {@code asOf} they are found by what was known then, in the order of their ids only, and are not counted. A page
     * looks at 200 customers at most: it may hold few of them, or none, while {@code next} says that there are more.
     *
     * <p>{@code seen} is of the customer that {@code seenOf} names; the list is read when that has been applied.
     */
    @GET
    @RolesAllowed({Access.AGENT, Access.SUCCESS_MANAGER, Access.APPROVER, Access.ADMIN, Access.AUDITOR, Access.SERVICE})
    public RestResponse<CustomerPage> list(
            @BeanParam Filter filter,
            @BeanParam Paging paging,
            @BeanParam Reads.OneOfThem seen,
            @QueryParam("asOf") @Nullable String asOf,
            @Context Request request)
            throws InterruptedException {
        CustomerStore.Search search = filter.narrowed();
        CustomerStore.After after = Cursor.read(paging.sort(), paging.after());
        int most = limit(paging.limit());
        Instant then = reads.asOf(asOf);
        if (then != null && (paging.total() || !paging.sort().equals("id"))) {
            throw new BadRequestException("with asOf there is no total, and no sort but id");
        }
        reads.fresh(seen);
        CustomerStore.Page page = then == null
                ? customers.list(search, Parameters.order(paging.sort()), after, most)
                : customers.list(search, then, after, most);
        return Reads.answer(
                new CustomerPage(
                        page.customers(),
                        Cursor.of(paging.sort(), page.next()),
                        paging.total() ? customers.count(search) : null),
                request);
    }

    /** Which part of a list, in which order. */
    record Paging(
            @QueryParam("sort") @DefaultValue("id") String sort,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("total") @DefaultValue("false") boolean total) {}

    /** The customer. Nobody has heard of an unknown one: version 0. */
    @GET
    @Path("/{id}")
    public Response get(
            @PathParam("id") String id,
            @QueryParam("seen") List<String> seen,
            @QueryParam("asOf") @Nullable String asOf,
            @Context Request request)
            throws InterruptedException {
        CustomerSnapshot snapshot =
                reads.at(reads.fresh(id, seen), reads.asOf(asOf)).snapshot();
        return Reads.answer(snapshot.version(), snapshot, request);
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
        return usage.summary(reads.fresh(id, seen), clock.instant(), window);
    }

    /** What is known of the customer, last learned first; of some kinds of facts only, when {@code kind} names them. */
    @GET
    @Path("/{id}/timeline")
    public Response timeline(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("before") @Nullable String before,
            @QueryParam("kind") List<String> kinds,
            @QueryParam("seen") List<String> seen,
            @QueryParam("asOf") @Nullable String asOf,
            @Context Request request)
            throws InterruptedException {
        CustomerId customer = reads.fresh(id, seen);
        int most = limit(limit);
        Instant then = reads.asOf(asOf);
        List<TimelineEntry> found = customers.timeline(
                customer,
                new CustomerStore.Reading(Parameters.version(before), Parameters.kinds(kinds), then),
                most + 1);
        long version = reads.at(customer, then).version();
        boolean last = found.size() <= most;
        Timeline timeline = new Timeline(
                version,
                last ? found : found.subList(0, most),
                last ? null : found.get(most - 1).version());
        return Reads.answer(version, timeline, request);
    }

    private static int limit(String text) {
        return Parameters.within("limit", text, 1, 200);
    }
}
