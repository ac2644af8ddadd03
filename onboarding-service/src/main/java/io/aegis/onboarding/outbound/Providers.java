package io.aegis.onboarding.outbound;

import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.Provider;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Chooses the provider by configuration. */
class Providers {
    @Produces
    @Singleton
    Provider provider(OnboardingConfig config, Clock clock) {
        return config.providerUrl()
                .<Provider>map(url -> new HookProvider(url, config))
                .orElseGet(() -> new BuiltInProvider(config, clock));
    }
}
