package io.aegis.orchestrator.inbound.web;

import io.aegis.orchestrator.application.Answer;
import io.aegis.orchestrator.application.DemoUsers;
import io.aegis.orchestrator.application.Documentation;
import io.aegis.orchestrator.application.Documentation.Passage;
import io.aegis.orchestrator.application.Refused;
import io.aegis.orchestrator.domain.User;
import io.aegis.orchestrator.inbound.rest.CurrentUser;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Where the sources of answers lead, when the documentation is published nowhere else. */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class DocumentationPages {
    private final Documentation documentation;
    private final DemoUsers demo;
    private final CurrentUser user;

    DocumentationPages(Documentation documentation, DemoUsers demo, CurrentUser user) {
        this.documentation = documentation;
        this.demo = demo;
        this.user = user;
    }

    @GET
    @Path("documentation")
    @RolesAllowed({User.CUSTOMER, User.SUCCESS_MANAGER, User.AGENT})
    public TemplateInstance passage(@QueryParam("passage") @DefaultValue("") String id) {
        return switch (documentation.find(id, user.token())) {
            case Answer.Given<Passage>(Passage passage) ->
                Templates.passage(
                        Frame.of(user.get(), demo, Frame.Page.CONVERSATIONS), passage, Markdown.html(passage.text()));
            case Answer.Declined<Passage>(String words) -> throw new Refused(Refused.Why.NOT_FOUND, words);
            case Answer.Unreachable<Passage>() ->
                throw new Refused(Refused.Why.UNAVAILABLE, "The documentation is not reachable.");
        };
    }
}
