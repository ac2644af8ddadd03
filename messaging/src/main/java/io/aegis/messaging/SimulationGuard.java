package io.aegis.messaging;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * A database lives by one time, from its first start on: by the real one, or by a simulated one. So a simulated time can
 * never reach customers who are real, whatever is configured, and what was simulated is never taken for real.
 */
@ApplicationScoped
class SimulationGuard {
    private static final Logger LOG = Logger.getLogger(SimulationGuard.class);
    private static final int BEFORE_ANYTHING = 0;

    private final Database database;
    private final boolean simulated;

    SimulationGuard(Database database, MessagingConfig config) {
        this.database = database;
        this.simulated = config.simulatedTime().isPresent();
    }

    void start(@Observes @Priority(BEFORE_ANYTHING) StartupEvent event) {
        check(database, simulated);
        if (simulated) {
            LOG.warn("the time is simulated: nothing that happens here is real");
        }
    }

    /** @throws IllegalStateException when the database lives by the other time; the service does not start then */
    static void check(Database database, boolean simulated) {
        if (simulated) {
            database.update("""
                    insert into simulation (since) select now()
                    where not exists (select 1 from customer_sequence) and not exists (select 1 from inbox)
                    on conflict do nothing
                    """);
        }
        boolean marked = !database.query("select since from simulation", row -> row.getString(1))
                .isEmpty();
        if (simulated && !marked) {
            throw new IllegalStateException(
                    "aegis.messaging.simulated-time is set, and this database has lived by real time: a simulation begins"
                            + " with databases of its own");
        }
        if (!simulated && marked) {
            throw new IllegalStateException(
                    "this database was made by a simulation, and aegis.messaging.simulated-time is not set: its customers are"
                            + " not real");
        }
    }
}
