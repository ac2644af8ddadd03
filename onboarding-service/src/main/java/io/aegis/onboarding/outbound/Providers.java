package io.aegis.onboarding.outbound;

import io.aegis.agent.application.Customers;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.OnboardingConfig.Plans;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.MailProvider;
import io.aegis.onboarding.application.SandboxProvider;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses the systems by configuration, at the start: what is wrong with the choice is said there, once, and not by action
 * after action. What is not chosen is not even loaded.
 */
class Providers {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Provided provided;

    Providers(Provided provided) {
        this.provided = provided;
    }

    @Produces
    @Singleton
    @Startup
    BillingProvider billing(OnboardingConfig config, Customers customers, Clock clock) {
        return switch (config.billing()) {
            case BUILT_IN -> new BuiltInProvider(config.sandboxDomain(), clock, provided);
            case HOOK -> hook(config, "billing", clock);
            case STRIPE -> {
                OnboardingConfig.Stripe stripe = config.stripe();
                Missing missing = new Missing("aegis.onboarding.billing=stripe");
                missing.unless(stripe.key().isPresent(), "aegis.onboarding.stripe.key");
                missing.unlessAll(stripe.prices(), "aegis.onboarding.stripe.prices");
                missing.fail();
                safe(stripe.url(), "aegis.onboarding.stripe.url");
                yield new StripeBilling(stripe, config.providerTimeout(), customers, clock);
            }
            case CHARGEBEE -> {
                OnboardingConfig.Chargebee chargebee = config.chargebee();
                Missing missing = new Missing("aegis.onboarding.billing=chargebee");
                missing.unless(chargebee.site().isPresent(), "aegis.onboarding.chargebee.site");
                missing.unless(chargebee.key().isPresent(), "aegis.onboarding.chargebee.key");
                missing.unlessAll(chargebee.plans(), "aegis.onboarding.chargebee.plans");
                missing.fail();
                chargebee.url().ifPresent(url -> safe(url, "aegis.onboarding.chargebee.url"));
                yield new ChargebeeBilling(chargebee, config.providerTimeout(), customers, clock);
            }
        };
    }

    @Produces
    @Singleton
    @Startup
    SandboxProvider sandboxes(OnboardingConfig config, Clock clock) {
        return switch (config.sandboxes()) {
            case BUILT_IN -> new BuiltInProvider(config.sandboxDomain(), clock, provided);
            case HOOK -> hook(config, "sandboxes", clock);
            case KUBERNETES -> {
                safe(config.kubernetes().url(), "aegis.onboarding.kubernetes.url");
                yield new KubernetesSandboxes(
                        config.kubernetes(), config.sandboxDomain(), config.providerTimeout(), clock);
            }
        };
    }

    @Produces
    @Singleton
    @Startup
    MailProvider mail(OnboardingConfig config, Customers customers, Clock clock) {
        return switch (config.mail()) {
            case BUILT_IN -> new BuiltInProvider(config.sandboxDomain(), clock, provided);
            case HOOK -> hook(config, "mail", clock);
            case SMTP -> {
                OnboardingConfig.Smtp smtp = config.smtp();
                Missing missing = new Missing("aegis.onboarding.mail=smtp");
                missing.unless(smtp.host().isPresent(), "aegis.onboarding.smtp.host");
                missing.unless(smtp.from().isPresent(), "aegis.onboarding.smtp.from");
                missing.fail();
                yield new SmtpMail(smtp, config.providerTimeout(), customers, clock);
            }
        };
    }

    private static HookProvider hook(OnboardingConfig config, String what, Clock clock) {
        Missing missing = new Missing("aegis.onboarding." + what + "=hook");
        missing.unless(config.hook().url().isPresent(), "AEGIS_PROVIDER_URL");
        missing.unless(config.hook().secret().isPresent(), "AEGIS_PROVIDER_SECRET");
        missing.fail();
        return new HookProvider(
                config.hook().url().orElseThrow(),
                config.hook().secret().orElseThrow(),
                config.providerTimeout(),
                clock);
    }

    /** A key goes there: in the clear it goes no further than this machine. */
    private static void safe(URI url, String setting) {
        if (!"https".equals(url.getScheme()) && !THIS_MACHINE.contains(String.valueOf(url.getHost()))) {
            throw new IllegalStateException(setting + " has to begin with https://");
        }
    }

    /** What a choice needs and does not have, all of it in one message. */
    private static final class Missing {
        private final String choice;
        private final Stream.Builder<String> settings = Stream.builder();

        Missing(String choice) {
            this.choice = choice;
        }

        void unless(boolean there, String setting) {
            if (!there) {
                settings.add(setting);
            }
        }

        void unlessAll(Plans plans, String prefix) {
            unless(plans.trial().isPresent(), prefix + ".trial");
            unless(plans.starter().isPresent(), prefix + ".starter");
            unless(plans.pro().isPresent(), prefix + ".pro");
            unless(plans.enterprise().isPresent(), prefix + ".enterprise");
        }

        void fail() {
            String missing = settings.build().collect(Collectors.joining(", "));
            if (!missing.isEmpty()) {
                throw new IllegalStateException(choice + " needs " + missing + " (see docs/connectors.md)");
            }
        }
    }
}
