package io.aegis.state.inbound.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.aegis.contracts.Json;
import io.aegis.contracts.UsageRecorded;
import io.aegis.state.application.KeyReused;
import io.aegis.state.application.Origin;
import io.aegis.state.application.UsageIntake;
import io.aegis.state.application.UsageStore;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Usage over HTTP, for products without Kafka. */
@Path("/api/usage")
@RunOnVirtualThread
@RolesAllowed({Access.SERVICE, Access.ADMIN})
class UsageResource {
    private static final int MOST = 1000;
    private static final int LONGEST_KEY = 200;
    private static final Duration OLDEST = Duration.ofDays(400);
    private static final Duration AHEAD = Duration.ofHours(1);

    private final UsageIntake intake;
    private final ObjectReader reader;
    private final Clock clock;

    UsageResource(UsageIntake intake, ObjectMapper mapper, Clock clock) {
        this.intake = intake;
        this.reader =
                mapper.readerForListOf(UsageRecorded.class).with(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
        this.clock = clock;
    }

    /** @param recorded how many entries the request had, also when it repeats one that was recorded before */
    record Receipt(int recorded) {}

    /**
     * Counts calls: one entry or up to 1000, of any customers. All of a customer's are counted or none. With an
     * Idempotency-Key a request may be repeated; without one every request counts.
     */
    @POST
    public Receipt record(
            @Nullable JsonNode body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext security) {
        if (body == null) {
            throw new BadRequestException("a body is missing");
        }
        List<UsageRecorded> calls = read(body);
        String caller = security.getUserPrincipal().getName();
        if (key == null) {
            String request = UUID.randomUUID().toString();
            intake.record(new Origin(caller, request, request), calls);
        } else {
            recordOnce(new UsageStore.Request(caller, key, Json.hash(calls)), calls);
        }
        return new Receipt(calls.size());
    }

    private void recordOnce(UsageStore.Request request, List<UsageRecorded> calls) {
        if (request.key().isBlank() || request.key().length() > LONGEST_KEY) {
            throw new BadRequestException("Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        try {
            intake.recordOnce(request, calls);
        } catch (KeyReused e) {
            throw HttpProblem.builder()
                    .withTitle("Idempotency-Key reused")
                    .withStatus(422)
                    .withDetail(e.getMessage())
                    .build();
        }
    }

    private List<UsageRecorded> read(JsonNode body) {
        List<UsageRecorded> calls;
        try {
            calls = reader.readValue(body);
        } catch (JsonProcessingException e) {
            throw new BadRequestException(fault(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("a tree in memory cannot be read", e);
        }
        if (calls.isEmpty() || calls.size() > MOST) {
            throw new BadRequestException("usage is 1 to " + MOST + " entries");
        }
        for (int i = 0; i < calls.size(); i++) {
            check(i, calls.get(i));
        }
        return calls;
    }

    private void check(int index, @Nullable UsageRecorded call) {
        if (call == null
                || call.customer() == null
                || call.environment() == null
                || call.endpoint() == null
                || call.at() == null) {
            throw new BadRequestException(
                    "entry " + index + " needs customer, environment, endpoint, status, calls and at");
        }
        Parameters.printable("entry " + index + ": endpoint", call.endpoint());
        Parameters.printable("entry " + index + ": keyHint", Objects.requireNonNullElse(call.keyHint(), ""));
        Instant now = clock.instant();
        if (call.at().isAfter(now.plus(AHEAD)) || call.at().isBefore(now.minus(OLDEST))) {
            throw new BadRequestException("entry " + index + ": at is more than an hour ahead, or 400 days ago");
        }
    }

    /** Where and why, without what was sent. */
    private static String fault(JsonProcessingException e) {
        String where = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "entry " + step.getIndex() : step.getFieldName())
                        .collect(Collectors.joining(": "))
                : "the body";
        String why = e.getCause() instanceof IllegalArgumentException invalid
                ? invalid.getMessage()
                : e instanceof UnrecognizedPropertyException ? "no such property" : "cannot be read";
        return where + ": " + why;
    }
}
