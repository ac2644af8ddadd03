package io.aegis.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.messaging")
public interface MessagingConfig {
    /** This service's name on the wire, in its database's name and in its consumer group. Changing it starts a new service. */
    String source();

    /**
     * Names this replica among its siblings. Two replicas with one name would work the same customers; a restarted replica
     * with its old name takes its lanes back at once instead of after a lease.
     */
    String replica();

    /** How many customers this replica works at the same time. Higher needs more database connections. */
    @WithDefault("16")
    int workers();

    /**
     * After how many failures a message is dead. Higher hides faults longer; lower gives up sooner on others' outages: 12
     * with the default pauses bear two minutes. The own database's outages do not count.
     */
    @WithDefault("12")
    int attempts();

    /** The pause after the first failure; it doubles with each further one, up to 20 seconds. */
    @WithDefault("250ms")
    Duration backoff();

    /** How long a lane stays with a silent replica: the longest its customers wait when a replica is lost for good. */
    @WithDefault("10s")
    Duration lease();

    /** How late a message is at the most that another replica, or an earlier life of this one, put into the database. */
    @WithDefault("200ms")
    Duration poll();

    /**
     * How long worked messages are kept. Within that time a producer that does not count its events may repeat them without
     * effect; of those who count, repeated ones are known for ever.
     */
    @WithDefault("7d")
    Duration keep();

    /**
     * The time comes from this file, which somebody else sets, instead of from this machine. For {@code ./aegis simulate}
     * only: a database that has ever lived by real time refuses to start with it. Leases, retries and tokens stay with the
     * real time.
     */
    Optional<Path> simulatedTime();
}
