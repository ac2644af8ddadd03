package io.aegis.approval.inbound;

import io.aegis.approval.ApprovalConfig;
import io.aegis.approval.application.Sealing;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Has the audit sealed from time to time. Replicas do it one after the other, and find nothing left to do. */
@Startup
@ApplicationScoped
class SealClock {
    private static final Logger LOG = Logger.getLogger(SealClock.class);

    private final Sealing sealing;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("seal-clock").factory());

    SealClock(Sealing sealing, ApprovalConfig config) {
        this.sealing = sealing;
        long pause = config.sealEvery().toMillis();
        clockwork.scheduleWithFixedDelay(this::seal, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void seal() {
        try {
            sealing.seal();
        } catch (RuntimeException e) {
            LOG.warnf("audit not sealed, failure=%s", e.getClass().getSimpleName());
        }
    }

    @PreDestroy
    void stop() {
        clockwork.shutdownNow();
    }
}
