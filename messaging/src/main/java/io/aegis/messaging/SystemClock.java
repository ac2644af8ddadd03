package io.aegis.messaging;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock everything reads the time from, so that a test can bring its own. */
class SystemClock {
    @Produces
    @Singleton
    @DefaultBean
    Clock clock(MessagingConfig config) {
        return config.simulatedTime()
                .map(file -> (Clock) SimulatedClock.reading(file))
                .orElseGet(Clock::systemUTC);
    }
}
