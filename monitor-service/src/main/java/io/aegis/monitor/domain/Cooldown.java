package io.aegis.monitor.domain;

import java.time.Duration;
import java.time.Instant;

/** How soon a playbook may speak to the same customer again. */
public sealed interface Cooldown {
    /** Once per customer. */
    record Forever() implements Cooldown {
        @Override
        public String toString() {
            return "forever";
        }
    }

    record Lasting(Duration duration) implements Cooldown {
        @Override
        public String toString() {
            return duration.toString();
        }
    }

    /** @param text {@code forever} or an ISO duration */
    static Cooldown parse(String text) {
        return text.equals("forever") ? new Forever() : new Lasting(Duration.parse(text));
    }

    default boolean over(Instant lastRaised, Instant now) {
        return switch (this) {
            case Forever forever -> false;
            case Lasting lasting -> !now.isBefore(lastRaised.plus(lasting.duration));
        };
    }
}
