package io.aegis.local;

import java.util.Locale;

/** The seven services, in the order of their ports, the front door first. */
public enum Service {
    ORCHESTRATOR,
    ONBOARDING,
    QUERY,
    FEEDBACK,
    STATE,
    MONITOR,
    APPROVAL;

    /** As in folders, databases, tokens and logs: {@code onboarding}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String database() {
        return "aegis_" + id();
    }

    /** @throws LocalFailure for any other name */
    public static Service of(String id) {
        for (Service service : values()) {
            if (service.id().equals(id)) {
                return service;
            }
        }
        throw new LocalFailure(
                "no service is called %s; there are: orchestrator, onboarding, query, feedback, state,".formatted(id)
                        + " monitor, approval");
    }
}
