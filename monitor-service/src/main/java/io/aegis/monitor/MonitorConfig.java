package io.aegis.monitor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
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

    /** More contacts reach a customer within the window, from all playbooks, agents and channels together. */
    @WithDefault("3")
    int contactBudget();

    /** A contact counts against the budget for longer. */
    @WithDefault("P7D")
    Duration contactWindow();

    /** The evening hour, by the customer's clock, from which on playbooks wait. */
    @WithDefault("20:00")
    LocalTime quietFrom();

    /** The morning hour at which what waited goes out; the same as the evening's, and nothing waits. */
    @WithDefault("08:00")
    LocalTime quietUntil();

    /** Playbooks can be tried on what was told in so many days; with more of them history takes more room. */
    @WithDefault("P400D")
    Duration keepHistory();

    /** Where each intervention is posted too, signed; https, or this machine. Nobody else is told without it. */
    Optional<URI> webhookUrl();

    /** The file with the secret that both sides sign with, 16 characters at least. */
    Optional<Path> webhookSecretFile();

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
