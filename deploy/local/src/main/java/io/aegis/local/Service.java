package io.aegis.local;

import java.util.Locale;
import java.util.Set;

/** The seven services, in the order of their ports, the front door first; and what each may do at the others. */
public enum Service {
    ORCHESTRATOR("keys:reveal"),
    ONBOARDING("customers:read"),
    QUERY("customers:read"),
    FEEDBACK("customers:read"),
    STATE,
    MONITOR,
    APPROVAL;

    private final Set<String> grants;

    Service(String... grants) {
        this.grants = Set.of(grants);
    }

    /** The groups of its token. An endpoint names the grant that it asks of services, as it names roles of people. */
    public Set<String> grants() {
        return grants;
    }

    /** As in folders, databases, tokens and logs: {@code onboarding}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name as a caller: {@code service:onboarding}. */
    public String identity() {
        return "service:" + id();
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
