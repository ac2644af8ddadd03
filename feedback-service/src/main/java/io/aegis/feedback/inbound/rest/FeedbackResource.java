package io.aegis.feedback.inbound.rest;

import io.aegis.feedback.application.Verdicts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What customers think of the replies, for staff. */
@Path("/api/feedback")
@RolesAllowed({"success-manager", "admin"})
public class FeedbackResource {
    private static final int COMMENTS = 20;

    private final Verdicts verdicts;

    FeedbackResource(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** Thumbs up and down there ever were, and the latest twenty comments. */
    @GET
    @Path("/summary")
    public Verdicts.Summary summary() {
        return verdicts.summary(COMMENTS);
    }
}
