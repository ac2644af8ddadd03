package io.aegis.query;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.query")
public interface QueryConfig {
    /** Where links to tickets of the built-in store lead: this, a slash, and the ticket's id. */
    @WithDefault("${AEGIS_ORCHESTRATOR_URL:http://localhost:8080}/tickets")
    String ticketsUrl();
}
