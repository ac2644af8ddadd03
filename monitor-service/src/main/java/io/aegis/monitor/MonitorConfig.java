package io.aegis.monitor;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.monitor")
public interface MonitorConfig {
    /**
     * Delays instead of those in the playbooks' files, so that demos and tests need not wait a day; in the environment
     * {@code AEGIS_MONITOR_DELAY_OVERRIDE=onboarding-check-in=PT5S,error-debugging=PT1S}. What already waits keeps the time
     * it has. A playbook that does not exist stops the start.
     */
    Optional<List<DelayOverride>> delayOverride();

    record DelayOverride(String playbook, Duration delay) {
        /** @param text {@code playbook=ISO duration} */
        public static DelayOverride parse(CharSequence text) {
            String[] parts = text.toString().strip().split("=", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("a delay override is playbook=ISO duration");
            }
            return new DelayOverride(parts[0], Duration.parse(parts[1]));
        }
    }
}
