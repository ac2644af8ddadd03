package io.aegis.messaging;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * The messages this service gave up on. Contents are not shown. A retry puts the message back behind what its customer
 * already has waiting; a skip leaves it dead and says that somebody decided so. Both are recorded with who did it.
 */
@Path("/api/dead-letters")
@RolesAllowed("admin")
public class DeadLettersResource {
    private final Database database;
    private final Worker worker;
    private final Clock clock;

    DeadLettersResource(Database database, Worker worker, Clock clock) {
        this.database = database;
        this.worker = worker;
        this.clock = clock;
    }

    public record DeadLetter(
            long id, String customer, String topic, String type, int attempts, String reason, Instant receivedAt) {}

    /** The latest 200 that nobody has skipped, oldest first. */
    @GET
    public List<DeadLetter> list() {
        return database.query(
                """
                select id, customer, topic, type, attempts, coalesce(error, ''), received_at from inbox i
                where status = 2 and not exists (
                    select 1 from dead_letter_decision d where d.inbox_id = i.id and d.decision = 'skip')
                order by id limit 200
                """,
                row -> new DeadLetter(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        row.getString(6),
                        row.getObject(7, OffsetDateTime.class).toInstant()));
    }

    @POST
    @Path("/{id}/retry")
    public void retry(@PathParam("id") long id, @Context SecurityContext security) {
        decide(
                id,
                "retry",
                security,
                "update inbox set status = 0, attempts = 0, due_at = now(), retried = true where id = ? and status = 2 and type <> '"
                        + CloudEventCodec.UNREADABLE + "'");
        worker.wake();
    }

    @POST
    @Path("/{id}/skip")
    public void skip(@PathParam("id") long id, @Context SecurityContext security) {
        decide(id, "skip", security, "update inbox set done_at = now() where id = ? and status = 2");
    }

    private void decide(long id, String decision, SecurityContext security, String update) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (database.update(update, id) == 0) {
                throw new NotFoundException("no dead message " + id + " that this could be done to");
            }
            database.update(
                    "insert into dead_letter_decision (inbox_id, decision, by_user, at) values (?, ?, ?, ?)",
                    id,
                    decision,
                    security.getUserPrincipal().getName(),
                    clock.instant());
        });
    }
}
