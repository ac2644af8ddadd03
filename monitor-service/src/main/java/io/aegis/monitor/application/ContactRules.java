package io.aegis.monitor.application;

import io.aegis.monitor.MonitorConfig;
import io.aegis.monitor.domain.Arbiter;
import io.aegis.monitor.domain.ContactPolicy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The contact policy as it is configured. */
final class ContactRules {
    @Produces
    @Singleton
    Arbiter arbiter(MonitorConfig config) {
        return new Arbiter(new ContactPolicy(
                config.contactBudget(), config.contactWindow(), config.quietFrom(), config.quietUntil()));
    }
}
