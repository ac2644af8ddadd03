package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when a thread that carries messages has ended: only a restart helps then. An outage of others is no reason. */
@Liveness
@ApplicationScoped
class MessagingHealth implements HealthCheck {
    private final Worker worker;
    private final Relay relay;
    private final BatchIntake batches;

    MessagingHealth(Worker worker, Relay relay, BatchIntake batches) {
        this.worker = worker;
        this.relay = relay;
        this.batches = batches;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("messaging")
                .status(worker.alive() && relay.alive() && batches.alive())
                .withData("worker", worker.alive())
                .withData("relay", relay.alive())
                .withData("batches", batches.alive())
                .build();
    }
}
