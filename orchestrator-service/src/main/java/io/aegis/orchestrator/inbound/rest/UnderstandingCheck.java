package io.aegis.orchestrator.inbound.rest;

import io.aegis.orchestrator.application.Understanding;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready when no message can be understood; a model that is still loading counts as ready, since requests wait for it. */
@Readiness
@ApplicationScoped
class UnderstandingCheck implements HealthCheck {
    private final Understanding understanding;

    UnderstandingCheck(Understanding understanding) {
        this.understanding = understanding;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("understanding")
                .status(understanding.works())
                .build();
    }
}
