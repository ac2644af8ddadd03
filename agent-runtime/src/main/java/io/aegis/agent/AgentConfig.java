package io.aegis.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.agent")
public interface AgentConfig {
    /** Where the customer's state is read. */
    @WithDefault("${AEGIS_STATE_URL:http://localhost:8084}")
    String stateUrl();

    /** How long one read may take before the turn is put back and tried again. */
    @WithDefault("5s")
    Duration stateTimeout();

    /** The file with this agent's identity towards other services. */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/tokens/${aegis.messaging.source}.jwt")
    Path serviceToken();
}
