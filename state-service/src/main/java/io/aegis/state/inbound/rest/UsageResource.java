package io.aegis.state.inbound.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.aegis.contracts.Json;
import io.aegis.contracts.LoggedIn;
import io.aegis.contracts.UsageEvent;
import io.aegis.contracts.UsageRecorded;
import io.aegis.messaging.edge.Limited;
import io.aegis.state.application.KeyReused;
import io.aegis.state.application.UsageIntake;
import io.aegis.state.application.UsageStore;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Usage over HTTP, for products without Kafka. */
@Path("/api/usage")
@RunOnVirtualThread
@RolesAllowed({Access.PRODUCT, Access.ADMIN})
class UsageResource {
    private static final int MOST = 10_000;
    private static final int LONGEST_KEY = 200;

    private final UsageIntake intake;
    private final ObjectMapper mapper;

    UsageResource(UsageIntake intake, ObjectMapper mapper) {
        this.intake = intake;
        this.mapper = mapper;
    }

    /** @param recorded how many entries the request had, also when it repeats one that was recorded before */
    record Receipt(int recorded) {}

    /**
     * Counts calls and logins: one entry or up to 10 000, of any customers, all of them or none. An entry with
     * {@code logins} is about logins, any other about calls. With an Idempotency-Key a request may be repeated; without one
     * every request counts.
     */
    @POST
    @Limited(Limited.Kind.USAGE)
    @Consumes(MediaType.APPLICATION_JSON)
    public Receipt record(
            @Nullable JsonNode body,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @Context SecurityContext security) {
        if (body == null) {
            throw new BadRequestException("a body is missing");
        }
        List<JsonNode> entries = new ArrayList<>();
        if (body.isArray()) {
            body.forEach(entries::add);
        } else {
            entries.add(body);
        }
        return count(entries, "entry ", 0, key, security);
    }

    /** The same, an entry a line. */
    @POST
    @Limited(Limited.Kind.USAGE)
    @Consumes({"application/x-ndjson", "application/ndjson", "application/jsonl"})
    public Receipt recordLines(
            String body, @HeaderParam("Idempotency-Key") @Nullable String key, @Context SecurityContext security) {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : body.lines().toList()) {
            if (!line.isBlank()) {
                try {
                    entries.add(mapper.readTree(line));
                } catch (JsonProcessingException e) {
                    throw new BadRequestException("line " + (entries.size() + 1) + ": cannot be read", e);
                }
            }
        }
        return count(entries, "line ", 1, key, security);
    }

    private Receipt count(
            List<JsonNode> entries, String place, int first, @Nullable String key, SecurityContext security) {
        if (entries.isEmpty() || entries.size() > MOST) {
            throw new BadRequestException("usage is 1 to " + MOST + " entries");
        }
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new BadRequestException("Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        List<UsageEvent> events = new ArrayList<>(entries.size());
        for (JsonNode entry : entries) {
            events.add(event(place + (first + events.size()), entry));
        }
        String caller = security.getUserPrincipal().getName();
        try {
            intake.countRequest(key == null ? null : new UsageStore.Request(caller, key, Json.hash(events)), events);
        } catch (KeyReused e) {
            throw HttpProblem.builder()
                    .withTitle("Idempotency-Key reused")
                    .withStatus(422)
                    .withDetail(e.getMessage())
                    .build();
        }
        return new Receipt(events.size());
    }

    private UsageEvent event(String place, JsonNode entry) {
        @Nullable UsageEvent event;
        try {
            event = entry.has("logins")
                    ? mapper.treeToValue(entry, LoggedIn.class)
                    : mapper.treeToValue(entry, UsageRecorded.class);
        } catch (JsonProcessingException e) {
            throw new BadRequestException(place + ": " + fault(e), e);
        }
        return checked(place, event);
    }

    private UsageEvent checked(String place, @Nullable UsageEvent event) {
        if (event == null || event.customer() == null || event.at() == null) {
            throw new BadRequestException(place + " needs customer and at");
        }
        if (event instanceof UsageRecorded calls) {
            if (calls.environment() == null || calls.endpoint() == null) {
                throw new BadRequestException(place + " needs environment, endpoint, status and calls");
            }
            Parameters.printable(place + ": endpoint", calls.endpoint());
            Parameters.printable(place + ": keyHint", Objects.requireNonNullElse(calls.keyHint(), ""));
        }
        try {
            intake.check(event);
            return event;
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(place + ": " + e.getMessage(), e);
        }
    }

    /** Where and why, without what was sent. */
    private static String fault(JsonProcessingException e) {
        String where = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "entry " + step.getIndex() : step.getFieldName())
                        .collect(Collectors.joining(": "))
                : "";
        String why = e.getCause() instanceof IllegalArgumentException invalid
                ? String.valueOf(invalid.getMessage())
                : e instanceof UnrecognizedPropertyException ? "no such property" : "cannot be read";
        return where.isEmpty() ? why : where + ": " + why;
    }
}
