package io.aegis.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** Turns due timers into messages of this service to itself. Replicas do not get in each other's way. */
@ApplicationScoped
class Timers {
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Clock clock;
    private final String source;
    private final Duration poll;
    private long nextLook = System.nanoTime();

    Timers(Database database, Clock clock, MessagingConfig config) {
        this.database = database;
        this.clock = clock;
        this.source = config.source();
        this.poll = config.poll();
    }

    /**
     * Looks once a poll interval; in between it does nothing. Cost follows what is due, not what is scheduled.
     *
     * @return true when something came due
     */
    boolean fire() {
        long now = System.nanoTime();
        if (now - nextLook < 0) {
            return false;
        }
        nextLook = now + poll.toNanos();
        return move() > 0;
    }

    /** The row leaves and the message arrives in one statement, so a timer fires once. */
    private int move() {
        return database.update("""
                with due as (
                    delete from timer where (customer, name) in (
                        select customer, name from timer where due_at <= ? order by due_at limit ? for update skip locked)
                    returning customer, name, lane, due_at, type, correlation, causation, data
                )
                insert into inbox (source, event_id, customer, lane, topic, type, time, correlation, causation, data)
                select ?, 'timer-' || gen_random_uuid(), customer, lane, 'self', type, due_at, correlation, causation, data
                from due order by due_at
                """, clock.instant(), AT_ONCE, source);
    }
}
