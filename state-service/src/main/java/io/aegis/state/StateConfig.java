package io.aegis.state;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.state")
public interface StateConfig {
    /**
     * A file of rules of health instead of the packaged one; health.yaml in this service's resources shows what belongs into
     * it. Every customer is judged by it from his next change on. One that makes no sense stops the start.
     */
    Optional<Path> healthRules();

    Stripe stripe();

    interface Stripe {
        /**
         * The signing secrets of the webhook endpoint, {@code whsec_...}, with commas between them while one replaces the
         * other. Without one no event is taken.
         */
        @WithDefault("${AEGIS_STRIPE_WEBHOOK_SECRETS:}")
        Optional<Secret<String>> webhookSecrets();

        /**
         * A restricted key that may read customers and charges. With it Stripe is asked whose an event is, where the event
         * does not say; without it, it is his whom Stripe's own id names.
         */
        @WithDefault("${AEGIS_STRIPE_READ_KEY:}")
        Optional<Secret<String>> readKey();

        /** Where Stripe is: a proxy, or a stand-in. */
        @WithDefault("https://api.stripe.com")
        URI url();

        /** What of Stripe makes which tier: ids of prices or products, or lookup keys. */
        Tiers tiers();
    }

    Chargebee chargebee();

    interface Chargebee {
        /** User and password that Chargebee sends with each webhook, {@code user:password}. Without it no event is taken. */
        @WithDefault("${AEGIS_CHARGEBEE_WEBHOOK_LOGIN:}")
        Optional<Secret<String>> webhookLogin();

        /** The site's name, {@code acme-test} of {@code acme-test.chargebee.com}. */
        @WithDefault("${AEGIS_CHARGEBEE_SITE:}")
        Optional<String> site();

        /**
         * A read-only API key of the site. With it a subscription or invoice is read again before a cancellation, another
         * plan or a failed payment counts; without it the event is believed.
         */
        @WithDefault("${AEGIS_CHARGEBEE_READ_KEY:}")
        Optional<Secret<String>> readKey();

        /** Where the site's API is, instead of {@code https://<site>.chargebee.com}: a proxy, or a stand-in. */
        Optional<URI> url();

        /** What of Chargebee makes which tier: ids of plans or item prices. */
        Tiers tiers();
    }

    /** How long a billing system may take to answer. Longer keeps webhooks and that customer's messages waiting longer. */
    @WithDefault("5s")
    Duration billingTimeout();

    /** What a billing system calls what Aegis knows as a tier; a name that is in none is kept and leaves the tier. */
    interface Tiers {
        Optional<Set<String>> starter();

        Optional<Set<String>> pro();

        Optional<Set<String>> enterprise();
    }

    /** How healthy a customer was can be asked and explained for so many days; of what was before only the last is kept. */
    @WithDefault("P400D")
    Duration keepHealth();

    /**
     * The file with the key that customers' own keys are sealed with: 32 bytes in URL-safe Base64. Without it nothing
     * personal in the history can be read or written.
     */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/personal-key")
    Path personalKey();
}
