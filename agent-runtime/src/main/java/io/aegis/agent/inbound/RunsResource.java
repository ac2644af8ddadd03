package io.aegis.agent.inbound;

import io.aegis.agent.application.PromptStore;
import io.aegis.agent.application.Replayed;
import io.aegis.agent.application.Replays;
import io.aegis.agent.application.RunView;
import io.aegis.agent.application.Turns;
import io.aegis.contracts.RunId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this agent thought and did in a turn, what it cost, and under which prompt: for staff, never for customers. */
@Path("/api")
@RolesAllowed({"success-manager", "admin", "auditor"})
public class RunsResource {
    private final Turns turns;
    private final PromptStore prompts;
    private final Replays replays;

    RunsResource(Turns turns, PromptStore prompts, Replays replays) {
        this.turns = turns;
        this.prompts = prompts;
        this.replays = replays;
    }

    /** A run has the id of its turn. */
    @GET
    @Path("/runs/{id}")
    public RunView run(@PathParam("id") String id) {
        return turns.find(id(id)).map(RunView::of).orElseThrow(() -> new NotFoundException("no such run"));
    }

    /**
     * What the embedded model would have done in the turns of a period, with what tools told then: the first 1,000 that were
     * worked last in it. Nothing is called, proposed or changed.
     */
    @GET
    @Path("/runs/replay")
    @RolesAllowed({"admin", "auditor"})
    public List<Replayed> replay(@QueryParam("from") @Nullable String from, @QueryParam("to") @Nullable String to) {
        return replays.embedded(time("from", from), time("to", to));
    }

    private static Instant time(String name, @Nullable String text) {
        try {
            return Instant.parse(text == null ? "" : text);
        } catch (DateTimeParseException e) {
            throw new BadRequestException("'" + name + "' is missing, or no time such as 2026-03-01T00:00:00Z.");
        }
    }

    /** A whole prompt, as runs name it by its hash. */
    @GET
    @Path("/prompts/{hash}")
    public PromptStore.Kept prompt(@PathParam("hash") String hash) {
        return prompts.find(hash).orElseThrow(() -> new NotFoundException("no such prompt"));
    }

    private static RunId id(String text) {
        try {
            return new RunId(text);
        } catch (IllegalArgumentException e) {
            throw new NotFoundException("no such run");
        }
    }
}
