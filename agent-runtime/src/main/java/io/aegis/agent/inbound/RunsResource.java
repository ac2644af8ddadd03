package io.aegis.agent.inbound;

import io.aegis.agent.application.PromptStore;
import io.aegis.agent.application.RunView;
import io.aegis.agent.application.Turns;
import io.aegis.contracts.RunId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/** What this agent thought and did in a turn, what it cost, and under which prompt: for staff, never for customers. */
@Path("/api")
@RolesAllowed({"success-manager", "admin", "auditor"})
public class RunsResource {
    private final Turns turns;
    private final PromptStore prompts;

    RunsResource(Turns turns, PromptStore prompts) {
        this.turns = turns;
        this.prompts = prompts;
    }

    /** A run has the id of its turn. */
    @GET
    @Path("/runs/{id}")
    public RunView run(@PathParam("id") String id) {
        return turns.find(id(id)).map(RunView::of).orElseThrow(() -> new NotFoundException("no such run"));
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
