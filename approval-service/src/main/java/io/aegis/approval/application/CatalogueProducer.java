package io.aegis.approval.application;

import io.aegis.contracts.ActionCatalogue;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The packaged catalogue: which actions there are, and each one's own rules. */
class CatalogueProducer {
    @Produces
    @Singleton
    ActionCatalogue catalogue() {
        return ActionCatalogue.packaged();
    }
}
