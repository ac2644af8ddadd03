package io.aegis.messaging;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of one of several replicas over one database, as far as lanes and timers ask for them. */
record Replica(String replica, Duration lease) implements MessagingConfig {
    @Override
    public String source() {
        return "replicas";
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public Duration backoff() {
        return Duration.ZERO;
    }

    @Override
    public Duration keep() {
        return Duration.ofDays(7);
    }

    @Override
    public Optional<Path> simulatedTime() {
        return Optional.empty();
    }

    @Override
    public Duration poll() {
        return Duration.ofMillis(10);
    }
}
