package io.aegis.agent.outbound.gemini;

import io.aegis.agent.AgentConfig;
import io.aegis.agent.AgentConfig.Choice;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Not ready while Gemini is chosen and cannot be used: said at the start, and not to the first customer. */
@Readiness
@ApplicationScoped
class GeminiHealth implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(GeminiHealth.class);

    private final AgentConfig config;
    private final Instance<GeminiAccess> access;

    GeminiHealth(AgentConfig config, Instance<GeminiAccess> access) {
        this.config = config;
        this.access = access;
    }

    void start(@Observes StartupEvent event) {
        problem()
                .ifPresent(problem -> LOG.errorf(
                        "AEGIS_MODEL=gemini cannot be used: %s. Messages wait until it can, or until AEGIS_MODEL=offline",
                        problem));
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> problem = problem();
        return HealthCheckResponse.named("model")
                .status(problem.isEmpty())
                .withData(
                        "model",
                        config.model() == Choice.GEMINI ? config.gemini().model() : "offline")
                .withData("problem", problem.orElse("none"))
                .build();
    }

    private Optional<String> problem() {
        return config.model() == Choice.GEMINI ? access.get().problem() : Optional.empty();
    }
}
