package io.aegis.agent.application;

import io.aegis.agent.AgentConfig;
import io.aegis.contracts.ActionCatalogue;
import io.aegis.contracts.AgentName;
import io.aegis.messaging.MessagingConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What every agent is given: its name, and the actions there are. */
class AgentBeans {
    @Produces
    @Singleton
    AgentName agent(MessagingConfig config) {
        return AgentName.of(config.source());
    }

    @Produces
    @Singleton
    AgentConfig.Limits limits(AgentConfig config) {
        return config.limits();
    }

    @Produces
    @Singleton
    ActionCatalogue catalogue() {
        return ActionCatalogue.packaged();
    }
}
