package io.aegis.onboarding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Each key says what changes when it is changed. */
@ConfigMapping(prefix = "aegis.onboarding")
public interface OnboardingConfig {
    /** Where trials, plans and discounts are made. The built-in one only keeps a record of what would have been made. */
    @WithDefault("${AEGIS_PROVIDER:built-in}")
    Billing billing();

    /** Where customers' sandboxes are made. The built-in one only gives an address. */
    @WithDefault("${AEGIS_PROVIDER:built-in}")
    Sandboxes sandboxes();

    /** How mail is sent. The built-in one keeps a record and sends nothing. */
    @WithDefault("${AEGIS_PROVIDER:built-in}")
    Mail mail();

    enum Billing {
        BUILT_IN,
        HOOK,
        CHARGEBEE,
        STRIPE
    }

    enum Sandboxes {
        BUILT_IN,
        HOOK,
        KUBERNETES
    }

    enum Mail {
        BUILT_IN,
        HOOK,
        SMTP
    }

    /** How long one call to an outside system may take before the action is put back and looked up. */
    @WithDefault("10s")
    Duration providerTimeout();

    /** Sandboxes that are built in or on Kubernetes are at {@code https://<name>.<this>}. */
    @WithDefault("sandbox.example")
    String sandboxDomain();

    /** The file with the key that API keys are sealed with; made at the first start. Without it no key can be revealed. */
    @WithDefault("${AEGIS_SECRETS:.aegis/secrets}/vault.json")
    Path vaultKey();

    Hook hook();

    /** The company's own systems behind HTTP, where something is {@code hook}. */
    interface Hook {
        /** Things are made by {@code PUT <url>/<kind>/<action id>}. */
        @WithDefault("${AEGIS_PROVIDER_URL:}")
        Optional<URI> url();

        /** What requests are signed with, so that the other side knows them. */
        @WithDefault("${AEGIS_PROVIDER_SECRET:}")
        Optional<String> secret();
    }

    Stripe stripe();

    /** Read only while billing is {@code stripe}. */
    interface Stripe {
        /** A restricted key that may write customers, subscriptions and coupons. It decides between test and live mode. */
        Optional<String> key();

        /** Where Stripe is: a proxy, or a stand-in. */
        @WithDefault("https://api.stripe.com")
        URI url();

        /** The ids of prices, {@code price_...}. */
        Plans prices();
    }

    Chargebee chargebee();

    /** Read only while billing is {@code chargebee}. */
    interface Chargebee {
        /** The site's name, {@code acme-test} of {@code acme-test.chargebee.com}. */
        Optional<String> site();

        /** A full-access API key of the site. */
        Optional<String> key();

        /** Where the site's API is, instead of {@code https://<site>.chargebee.com}: a proxy, or a stand-in. */
        Optional<URI> url();

        /** The ids of plans (Product Catalog 1.0). */
        Plans plans();
    }

    /** What the billing system calls what Aegis sells. */
    interface Plans {
        /** What a trial is a trial of. */
        Optional<String> trial();

        Optional<String> starter();

        Optional<String> pro();

        Optional<String> enterprise();
    }

    Smtp smtp();

    /** Read only while mail is {@code smtp}; user, password and TLS are {@code quarkus.mailer.*}. */
    interface Smtp {
        /** The server that takes mail. */
        Optional<String> host();

        @WithDefault("587")
        int port();

        /** Who mails are from, {@code Example <hello@example.com>}; its domain is that of the Message-IDs. */
        Optional<String> from();
    }

    Kubernetes kubernetes();

    /** Read only while sandboxes are {@code kubernetes}. */
    interface Kubernetes {
        /** The API server. */
        @WithDefault("https://kubernetes.default.svc")
        URI url();

        /** The file with this service account's token; it is read again for each call, since it is renewed. */
        @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/token")
        Path token();

        /** The file with the certificate of who vouches for the API server. */
        @WithName("ca")
        @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt")
        Path authority();

        /** How much CPU all containers of one sandbox may have, as Kubernetes writes it. */
        @WithDefault("1")
        String cpu();

        /** How much memory, likewise. */
        @WithDefault("1Gi")
        String memory();

        /** How many pods one sandbox may have. */
        @WithDefault("10")
        int pods();
    }
}
