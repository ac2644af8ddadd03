package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.Audit;
import io.aegis.approval.application.AuditExport;
import io.aegis.approval.application.AuditRepository;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.inbound.AuditLine;
import io.aegis.contracts.CustomerId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether the record of decisions is what it was. */
@Path("/api/audit")
@RolesAllowed({"auditor", "admin"})
public class AuditResource {
    private static final Logger LOG = Logger.getLogger(AuditResource.class);
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private final Audit audit;
    private final AuditExport export;
    private final JsonWebToken user;
    private final Clock clock;

    AuditResource(Audit audit, AuditExport export, JsonWebToken user, Clock clock) {
        this.audit = audit;
        this.export = export;
        this.user = user;
        this.clock = clock;
    }

    /**
     * @param records how many decisions are sound, from the first
     * @param firstFault absent when the chain is intact
     */
    public record Verified(
            CustomerId customer,
            boolean intact,
            long records,
            @Nullable FirstFault firstFault) {}

    /** @param fault changed, missing or reordered */
    public record FirstFault(long position, String fault) {}

    /**
     * Cost follows the length of the customer's chain.
     *
     * @param position with {@code hash}, of a decision as the log has told it: whoever rewrote the whole chain did not
     *     rewrite that
     */
    @GET
    @Path("/verify")
    public Verified verify(
            @QueryParam("customer") @Nullable String customer,
            @QueryParam("position") @Nullable String position,
            @QueryParam("hash") @Nullable String hash) {
        CustomerId id = customer(customer);
        Long at = Inputs.parsed("position", position, Long::valueOf);
        if ((at == null) != (hash == null)) {
            throw new BadRequestException("'position' and 'hash' belong together.");
        }
        AuditChain.Head witness = at == null || hash == null ? null : new AuditChain.Head(id, at, hash);
        return switch (audit.verify(id, witness)) {
            case AuditChain.Verification.Intact intact -> new Verified(id, true, intact.records(), null);
            case AuditChain.Verification.Broken broken ->
                new Verified(
                        id,
                        false,
                        broken.position() - 1,
                        new FirstFault(broken.position(), broken.fault().wireName()));
        };
    }

    /** @param count of all, ever; {@code latest} are up to 50 of them */
    public record Forged(long count, List<AuditEntry> latest) {}

    /** Releases that the gate had not made: an agent was given them, refused them, and told. */
    @GET
    @Path("/forged-releases")
    public Forged forged() {
        AuditRepository.Found found = audit.forged(50);
        return new Forged(found.count(), AuditEntry.of(found.latest(), audit));
    }

    /**
     * The audit as a file: ndjson with the seals, for {@code ./aegis audit verify}, or csv. Of all customers, and from the
     * first record to the last, where nothing else is said.
     */
    @GET
    @Path("/export")
    @Produces({NDJSON, CSV})
    public Response export(
            @QueryParam("customer") @Nullable String customer,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("format") @DefaultValue("ndjson") String format) {
        AuditExport.Extent extent = new AuditExport.Extent(
                Inputs.parsed("customer", customer, CustomerId::new),
                Inputs.parsed("from", from, Instant::parse),
                Inputs.parsed("to", to, Instant::parse));
        boolean table = format.equals("csv");
        if (!table && !format.equals("ndjson")) {
            throw new BadRequestException("'format' is ndjson or csv.");
        }
        String by = Inputs.caller(user).name();
        StreamingOutput body = out -> {
            AuditFile file = table
                    ? new AuditFile.Table(out)
                    : new AuditFile.Lines(
                            out, new AuditLine.About(extent.customer(), extent.from(), extent.to(), clock.instant()));
            export.export(extent, file);
            file.end();
            LOG.infof("audit exported, by=%s customer=%s", by, extent.customer());
        };
        return Response.ok(body)
                .type(table ? CSV + ";charset=utf-8" : NDJSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"audit." + (table ? "csv" : "ndjson") + "\"")
                .build();
    }

    private static CustomerId customer(@Nullable String customer) {
        try {
            return new CustomerId(customer == null ? "" : customer);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'customer' is missing or malformed.");
        }
    }
}
