package io.aegis.state.application;

import io.aegis.messaging.Retained;
import io.aegis.state.StateConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** Forgets how healthy customers were long ago. */
@ApplicationScoped
public class Retention implements Retained {
    private final CustomerStore customers;
    private final Clock clock;
    private final Duration kept;

    Retention(CustomerStore customers, Clock clock, StateConfig config) {
        this.customers = customers;
        this.clock = clock;
        this.kept = config.keepHealth();
    }

    @Override
    public boolean forgetOld(int most) {
        return QuarkusTransaction.requiringNew()
                        .call(() -> customers.forgetHealth(clock.instant().minus(kept), most))
                == most;
    }
}
