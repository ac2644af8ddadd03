package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.Audit;
import io.aegis.approval.application.AuditRepository;
import io.aegis.approval.domain.AuditChain;
import io.aegis.contracts.CustomerId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the record of decisions is what it was. */
@Path("/api/audit")
@RolesAllowed({"auditor", "admin"})
public class AuditResource {
    private final Audit audit;

    AuditResource(Audit audit) {
        this.audit = audit;
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

    private static CustomerId customer(@Nullable String customer) {
        try {
            return new CustomerId(customer == null ? "" : customer);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("'customer' is missing or malformed.");
        }
    }
}
