package io.aegis.monitor.application;

import io.aegis.messaging.Retained;
import io.aegis.monitor.MonitorConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** Forgets what was told of customers long ago. */
@ApplicationScoped
public class Retention implements Retained {
    private final HistoryStore history;
    private final Clock clock;
    private final Duration kept;

    Retention(HistoryStore history, Clock clock, MonitorConfig config) {
        this.history = history;
        this.clock = clock;
        this.kept = config.keepHistory();
    }

    @Override
    public boolean forgetOld(int most) {
        return QuarkusTransaction.requiringNew()
                        .call(() -> history.forget(clock.instant().minus(kept), most))
                == most;
    }
}
