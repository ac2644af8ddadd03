package io.aegis.agent.application;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.UnitOfWork;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Forgets a customer: his runs with all that was said in them, and what else the agent keeps of his words. */
@ApplicationScoped
public class Forgetting {
    private static final Duration AGAIN = Duration.ofHours(6);

    private final Runs runs;
    private final List<PersonalRecords> records;
    private final Clock clock;

    Forgetting(Runs runs, @All List<PersonalRecords> records, Clock clock) {
        this.runs = runs;
        this.records = records;
        this.clock = clock;
    }

    /** A run that has not ended is left to its end, which somebody waits for, and looked at again. */
    public void forget(UnitOfWork unit) {
        CustomerId customer = unit.customer();
        records.forEach(kept -> kept.forget(customer));
        if (runs.forgetEnded(customer) > 0) {
            unit.schedule("forget", clock.instant().plus(AGAIN), new ForgetDue(customer));
        }
        unit.emptyReceived();
    }
}
