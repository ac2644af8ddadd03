package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Seen;
import io.aegis.messaging.Applied;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Read your writes: waits until what a reader knows to have been told has been applied here. */
@ApplicationScoped
public class Freshness {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final long LONGEST_PAUSE_MS = 40;

    private final Applied applied;

    Freshness(Applied applied) {
        this.applied = applied;
    }

    /**
     * Returns at once when nothing has to be waited for. The pauses grow from 2 to 40 ms, since most waits are short.
     *
     * @return false when two seconds were not enough
     */
    public boolean await(CustomerId customer, List<Seen> points) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        for (long pause = 2; !applied.covers(customer, points); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(pause);
        }
        return true;
    }
}
