package io.aegis.onboarding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.onboarding")
public interface OnboardingConfig {
    /**
     * The company's own systems: trials, sandboxes, mails, discounts and plans are made there, by
     * {@code PUT <url>/<kind>/<action id>}. Without it the built-in provider only keeps records of them.
     */
    @WithDefault("${AEGIS_PROVIDER_URL:}")
    Optional<String> providerUrl();

    /** How long the provider may take before the action is put back and looked up again. */
    @WithDefault("10s")
    Duration providerTimeout();

    /** Where the built-in provider says its sandboxes are. */
    @WithDefault("sandbox.example")
    String sandboxDomain();

    /** The file with the key that API keys are sealed with; made at the first start. Without it no key can be revealed. */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/vault.json")
    Path vaultKey();
}
