package io.aegis.state.inbound.messaging;

import io.aegis.state.application.UsageIntake;
import io.aegis.state.application.UsageReviews;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Looks for usage to be reviewed: a moment after something was counted here, and every second, since a sibling may have
 * counted and died. Once an hour it forgets usage that is too old.
 */
@Default
@Liveness
@ApplicationScoped
class ReviewLoop implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(ReviewLoop.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** What was just counted has to settle first. */
    private static final Duration MOMENT = Duration.ofMillis(350);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_FORGETTING = Duration.ofHours(1);

    private final UsageReviews reviews;
    private final UsageIntake usage;
    private final Clock clock;
    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
    private final Thread thread = Thread.ofPlatform().name("aegis-reviews").unstarted(this::run);
    private volatile boolean stopping;
    private Instant forgetAt;

    ReviewLoop(UsageReviews reviews, UsageIntake usage, Clock clock) {
        this.reviews = reviews;
        this.usage = usage;
        this.clock = clock;
        this.forgetAt = clock.instant().plus(BETWEEN_FORGETTING);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (!thread.join(LAST_WORDS)) {
            thread.interrupt();
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("reviews").status(thread.isAlive()).build();
    }

    /** Something was counted. Cheap, and safe from any thread. */
    void wake() {
        wakeUps.offer(true);
    }

    private void run() {
        ManagedContext context = Arc.container().requestContext();
        Duration pause = MOMENT;
        while (!stopping) {
            try {
                if (wakeUps.poll(POLL.toMillis(), TimeUnit.MILLISECONDS) != null) {
                    Thread.sleep(pause);
                }
                long began = System.nanoTime();
                context.activate();
                try {
                    work();
                } finally {
                    context.terminate();
                }
                pause = pauseAfter(Duration.ofNanos(System.nanoTime() - began));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warnf("reviews wait, reason=%s", e.getClass().getSimpleName());
            }
        }
    }

    /** When much is counted without end, reviewing takes a tenth of a thread, and looks at more at once. */
    private static Duration pauseAfter(Duration work) {
        Duration rest = work.multipliedBy(9);
        return rest.compareTo(MOMENT) < 0 ? MOMENT : rest.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : rest;
    }

    private void work() {
        long began = System.nanoTime();
        while (!stopping && reviews.next(Duration.ofNanos(System.nanoTime() - began))) {
            // as many as are reviewed at once: more may be waiting
        }
        if (clock.instant().isAfter(forgetAt)) {
            forgetAt = clock.instant().plus(BETWEEN_FORGETTING);
            while (!stopping && usage.forget()) {
                // more is too old
            }
        }
    }
}
