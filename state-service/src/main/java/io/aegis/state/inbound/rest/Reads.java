package io.aegis.state.inbound.rest;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.state.application.CustomerStore;
import io.aegis.state.application.Freshness;
import io.aegis.state.domain.Customer;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What reads of one customer have in common: who may read, what must have been applied, as known when, and what has changed. */
@RequestScoped
class Reads {
    private static final int HASH = 12;

    private final CustomerStore customers;
    private final Freshness freshness;
    private final Access access;
    private final Clock clock;

    Reads(CustomerStore customers, Freshness freshness, Access access, Clock clock) {
        this.customers = customers;
        this.freshness = freshness;
        this.access = access;
        this.clock = clock;
    }

    /** The customer, once what was seen is applied, and if the caller may see him. */
    CustomerId fresh(String id, List<String> seen) throws InterruptedException {
        CustomerId customer = Parameters.customer(id);
        access.check(customer);
        await(customer, seen);
        return customer;
    }

    /** Of a list: once what was seen of one of its customers is applied. */
    void fresh(OneOfThem seen) throws InterruptedException {
        if (seen.customer != null) {
            await(Parameters.customer(seen.customer), seen.points);
        } else if (!seen.points.isEmpty()) {
            throw new BadRequestException("seen is of one customer: seenOf names him");
        }
    }

    /**
     * What the caller of a list knows to have been told of one customer.
     *
     * @param customer who that is
     * @param points source:sequence, repeated
     */
    record OneOfThem(
            @QueryParam("seenOf") @Nullable String customer,
            @QueryParam("seen") List<String> points) {}

    private void await(CustomerId customer, List<String> seen) throws InterruptedException {
        if (!freshness.await(customer, seen.stream().map(Parameters::seen).toList())) {
            throw new Behind();
        }
    }

    @Nullable
    Instant asOf(@Nullable String asOf) {
        return Parameters.past("asOf", asOf, clock.instant());
    }

    Customer at(CustomerId customer, @Nullable Instant asOf) {
        return asOf == null ? customers.find(customer) : customers.find(customer, asOf);
    }

    /** 304 to who has it already. The version alone does not say: the health's score follows the traffic without a new one. */
    static Response answer(long version, Object body, Request request) {
        byte[] json = Json.bytes(body);
        EntityTag tag = new EntityTag(version + "-" + hash(json));
        Response.ResponseBuilder known = request.evaluatePreconditions(tag);
        return (known == null ? Response.ok(json, MediaType.APPLICATION_JSON_TYPE) : known)
                .tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    /** The same for a list, whose customers have versions of their own. */
    static <T> RestResponse<T> answer(T body, Request request) {
        EntityTag tag = new EntityTag(hash(Json.bytes(body)));
        Response.ResponseBuilder known = request.evaluatePreconditions(tag);
        return (known == null
                        ? RestResponse.ResponseBuilder.ok(body)
                        : RestResponse.ResponseBuilder.<T>create(known.build().getStatus()))
                .tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    private static String hash(byte[] json) {
        return UUID.nameUUIDFromBytes(json).toString().replace("-", "").substring(0, HASH);
    }

    static final class Behind extends RuntimeException {}

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
}
