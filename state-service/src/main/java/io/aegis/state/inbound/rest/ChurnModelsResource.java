package io.aegis.state.inbound.rest;

import io.aegis.state.application.Churn;
import io.aegis.state.application.Churn.Training;
import io.aegis.state.application.ChurnLearner;
import io.aegis.state.application.ChurnModels;
import io.aegis.state.application.ChurnModels.Version;
import io.aegis.state.domain.churn.Validation;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.List;

/** Models of churn: what they are worth, and the command that trains another. */
@Path("/api/churn/models")
@RunOnVirtualThread
@RolesAllowed({Access.ADMIN})
class ChurnModelsResource {
    private static final int SHOWN = 50;

    private final Churn churn;
    private final ChurnModels models;

    ChurnModelsResource(Churn churn, ChurnModels models) {
        this.churn = churn;
        this.models = models;
    }

    /**
     * What a model is worth among customers that it had not seen.
     *
     * @param beatsBaseRate whether it is used, while it is the newest
     */
    record ModelAnswer(int version, Instant trainedAt, String trainedBy, boolean beatsBaseRate, Validation validation) {
        static ModelAnswer of(Version version) {
            return new ModelAnswer(
                    version.version(),
                    version.trainedAt(),
                    version.by(),
                    version.validation().beatsBaseRate(),
                    version.validation());
        }
    }

    /** The newest first; the first one is used, if it beats the base rate. At most 50. */
    @GET
    @RolesAllowed({Access.SUCCESS_MANAGER, Access.ADMIN, Access.AUDITOR})
    public List<ModelAnswer> list() {
        return models.list(SHOWN).stream().map(ModelAnswer::of).toList();
    }

    /** Trains a model on all that is known of customers, and answers when it is done: in seconds, or a minute. */
    @POST
    public Response train(@Context SecurityContext security) {
        return switch (churn.train(security.getUserPrincipal().getName())) {
            case Training.Done done ->
                Response.status(Response.Status.CREATED)
                        .entity(ModelAnswer.of(done.version()))
                        .build();
            case Training.TooLittle few ->
                throw problem(
                        422,
                        "Too little history",
                        "%d customers cancelled and %d stayed for 30 days that are over; %d of each are needed"
                                .formatted(few.churned(), few.stayed(), ChurnLearner.LEAST));
            case Training.Busy busy -> throw problem(409, "A model is being trained", "one is trained at a time");
        };
    }

    private static HttpProblem problem(int status, String title, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(title)
                .withDetail(detail)
                .build();
    }
}
