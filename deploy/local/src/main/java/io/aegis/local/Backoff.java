package io.aegis.local;

import java.time.Duration;
import java.util.function.Consumer;

/** When a process that ended is started again: after 1, 2, 4 .. 30 seconds; a minute of life starts over at 1. */
final class Backoff {
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();
    private static final long STEADY = Duration.ofMinutes(1).toNanos();

    private long delay;
    private long startAt;
    private long aliveSince;
    private boolean waiting;

    /** @param now in nanoseconds @param waits told once per end, with the delay @return whether to start it now */
    boolean due(boolean alive, long now, Consumer<Duration> waits) {
        if (alive) {
            waiting = false;
            return false;
        }
        if (!waiting) {
            waiting = true;
            delay = delay == 0 || now - aliveSince > STEADY
                    ? Duration.ofSeconds(1).toNanos()
                    : Math.min(delay * 2, LONGEST);
            startAt = now + delay;
            waits.accept(Duration.ofNanos(delay));
        }
        if (now < startAt) {
            return false;
        }
        waiting = false;
        aliveSince = now;
        return true;
    }
}
