package io.aegis.approval.application;

import io.aegis.approval.domain.Policy;
import io.aegis.contracts.ActionCatalogue;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The packaged catalogue's policy, read at start: a catalogue that makes no sense stops the service there. */
class PolicyProducer {
    @Produces
    @Singleton
    @Startup
    Policy policy() {
        return new Policy(ActionCatalogue.packaged());
    }
}
