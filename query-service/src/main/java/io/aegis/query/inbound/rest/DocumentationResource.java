package io.aegis.query.inbound.rest;

import io.aegis.messaging.NotNow;
import io.aegis.query.application.Documentation;
import io.aegis.query.application.Gaps;
import io.aegis.query.domain.Gap;
import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the documentation says, for everybody who can ask; and what it does not say, for the team. */
@Path("/api/documentation")
public class DocumentationResource {
    private static final int MOST = 200;

    private final Documentation documentation;
    private final Gaps gaps;

    DocumentationResource(Documentation documentation, Gaps gaps) {
        this.documentation = documentation;
        this.gaps = gaps;
    }

    public record Unanswered(List<Gap> gaps) {}

    /** The passage of that id: what an answer links to. */
    @GET
    @Path("/passage")
    @RolesAllowed({"customer", "success-manager", "agent", "admin"})
    public Passage passage(@QueryParam("id") @Nullable String id) {
        try {
            return documentation.find(id(id)).orElseThrow(() -> new NotFoundException("no such passage"));
        } catch (NotNow e) {
            throw new ServiceUnavailableException(1L, e);
        }
    }

    /** Questions that were not answered, the most frequent first. */
    @GET
    @Path("/gaps")
    @RolesAllowed({"success-manager", "agent", "admin"})
    public Unanswered gaps(@QueryParam("limit") @DefaultValue("50") String limit) {
        int most = limit.matches("\\d{1,3}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            throw new BadRequestException("limit is 1 to " + MOST);
        }
        return new Unanswered(gaps.mostFrequent(most));
    }

    private static PassageId id(@Nullable String text) {
        try {
            return new PassageId(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage());
        }
    }
}
