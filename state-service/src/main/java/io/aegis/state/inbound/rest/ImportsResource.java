package io.aegis.state.inbound.rest;

import io.aegis.state.application.CustomerFiles.Format;
import io.aegis.state.application.ImportStore;
import io.aegis.state.application.ImportStore.Fault;
import io.aegis.state.application.ImportStore.ImportJob;
import io.aegis.state.application.ImportStore.State;
import io.aegis.state.application.Imports;
import io.aegis.state.application.KeyReused;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;

/** Files of customers, taken at once and worked afterwards. At most 100 MB; see {@link BodyLimits}. */
@Path("/api/customers")
@RunOnVirtualThread
@RolesAllowed({Access.SUCCESS_MANAGER, Access.ADMIN})
class ImportsResource {
    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";
    private static final int LONGEST_KEY = 200;
    private static final int SHOWN = 100;

    private final Imports imports;
    private final ImportStore store;

    ImportsResource(Imports imports, ImportStore store) {
        this.imports = imports;
        this.store = store;
    }

    /**
     * How an import stands.
     *
     * @param state receiving, working, done or failed
     * @param percent of the bytes
     * @param line the last one read; a failed import goes on behind it
     * @param records read, of which {@code changed} changed something and {@code refused} are in the report
     * @param reason of a failure
     * @param faults the first hundred; all are in the report
     */
    record ImportAnswer(
            String id,
            String state,
            int percent,
            long line,
            long records,
            long changed,
            long refused,
            @Nullable String reason,
            Instant createdAt,
            @Nullable Instant endedAt,
            List<Fault> faults) {}

    /** Takes a file. It is safe when this is answered; the same Idempotency-Key with the same content is the same import. */
    @POST
    @Path("/import")
    @Consumes({CSV, NDJSON})
    public Response take(
            InputStream content,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
            @Context SecurityContext security) {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new BadRequestException("Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        try {
            ImportJob job = imports.receive(
                    security.getUserPrincipal().getName(),
                    key == null ? null : Parameters.printable("Idempotency-Key", key),
                    type.getSubtype().equals("csv") ? Format.CSV : Format.NDJSON,
                    content);
            return Response.accepted(answer(job))
                    .location(URI.create("/api/customers/imports/" + job.id()))
                    .build();
        } catch (IOException e) {
            throw new BadRequestException("the file was cut short", e);
        } catch (KeyReused e) {
            throw HttpProblem.builder()
                    .withTitle("Idempotency-Key reused")
                    .withStatus(422)
                    .withDetail(e.getMessage())
                    .build();
        }
    }

    @GET
    @Path("/imports/{id}")
    public ImportAnswer progress(@PathParam("id") String id) {
        return answer(find(id));
    }

    /** Line, field and reason of each refused record, at most 10,000, and nothing of what was in it. */
    @GET
    @Path("/imports/{id}/faults")
    @Produces(CSV)
    public Response faults(@PathParam("id") String id) {
        find(id);
        StringBuilder report = new StringBuilder("line,field,reason\r\n");
        store.faults(id, ImportStore.MOST_FAULTS)
                .forEach(fault -> report.append(CSVFormat.RFC4180.format(fault.line(), fault.field(), fault.reason()))
                        .append("\r\n"));
        return Response.ok(report.toString())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + "-faults.csv\"")
                .build();
    }

    private ImportJob find(String id) {
        return imports.find(Parameters.printable("id", id)).orElseThrow(NotFoundException::new);
    }

    private ImportAnswer answer(ImportJob job) {
        var progress = job.progress();
        boolean done = job.state() instanceof State.Done;
        int percent = done ? 100 : job.bytes() == 0 ? 0 : (int) Math.min(99, 100 * progress.bytes() / job.bytes());
        return new ImportAnswer(
                job.id(),
                name(job.state()),
                percent,
                progress.line(),
                progress.records(),
                progress.changed(),
                progress.refused(),
                job.state() instanceof State.Failed failed ? failed.reason() : null,
                job.createdAt(),
                endedAt(job.state()),
                store.faults(job.id(), SHOWN));
    }

    private static String name(State state) {
        return switch (state) {
            case State.Receiving receiving -> "receiving";
            case State.Waiting waiting -> "working";
            case State.Done done -> "done";
            case State.Failed failed -> "failed";
        };
    }

    private static @Nullable Instant endedAt(State state) {
        return switch (state) {
            case State.Receiving receiving -> null;
            case State.Waiting waiting -> null;
            case State.Done done -> done.at();
            case State.Failed failed -> failed.at();
        };
    }
}
