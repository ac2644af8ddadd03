package io.aegis.messaging;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Forgets worked messages that are old, a few at a time, from the oldest on, and what is {@link Retained}. Dead messages stay
 * until somebody decides, and so does what somebody decided upon. Replicas may do it side by side. For one thread.
 */
@ApplicationScoped
class Purge {
    private static final Logger LOG = Logger.getLogger(Purge.class);
    private static final int AT_ONCE = 1000;
    private static final Duration BETWEEN_ROUNDS = Duration.ofHours(1);

    private final Database database;
    private final Duration keep;
    private final List<Retained> retained;
    private long nextLook = System.nanoTime();
    private long lastLooked;
    private int forgotten;

    Purge(Database database, MessagingConfig config, @All List<Retained> retained) {
        this.database = database;
        this.retained = retained;
        this.keep = config.keep();
    }

    private record Look(long last, int seen, int young, int forgotten) {}

    /** Looks at the next thousand messages, once a second until it comes to young ones, and then once an hour. */
    void forget() {
        long now = System.nanoTime();
        if (now - nextLook < 0) {
            return;
        }
        // What fails is looked at again in the next round.
        nextLook = now + BETWEEN_ROUNDS.toNanos();
        Look look = look(lastLooked, AT_ONCE);
        lastLooked = look.last;
        forgotten += look.forgotten;
        boolean more = look.seen == AT_ONCE && look.young == 0;
        for (Retained old : retained) {
            more |= old.forgetOld(AT_ONCE);
        }
        if (more) {
            nextLook = now + Duration.ofSeconds(1).toNanos();
        } else {
            if (forgotten > 0) {
                LOG.infof("old messages are forgotten, count=%d", forgotten);
            }
            lastLooked = 0;
            forgotten = 0;
        }
    }

    /** One statement: reads at most so many rows by their key, and deletes those of them that are worked and old. */
    private Look look(long after, int most) {
        List<Look> looks = database.query(
                """
                with looked as (
                    select id, status, done_at, received_at < now() - make_interval(secs => ?) as old
                    from inbox where id > ? order by id limit ?
                ), gone as (
                    delete from inbox i using looked l
                    where i.id = l.id and i.status = 1 and i.done_at < now() - make_interval(secs => ?)
                          and not exists (select 1 from dead_letter_decision d where d.inbox_id = i.id)
                    returning 1
                )
                select coalesce(max(id), 0), count(*), count(*) filter (where not old), (select count(*) from gone) from looked
                """,
                row -> new Look(row.getLong(1), row.getInt(2), row.getInt(3), row.getInt(4)),
                (double) keep.toSeconds(),
                after,
                most,
                (double) keep.toSeconds());
        return looks.getFirst();
    }
}
