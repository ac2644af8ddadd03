package io.aegis.onboarding.outbound;

import io.aegis.agent.application.Customers;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Seen;
import io.aegis.contracts.UsageSummary;
import io.aegis.onboarding.OnboardingConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** What adapters are made of in tests without a container. */
final class Settings {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

    /** Everybody is Jane. */
    static final Customers JANE = new Customers() {
        @Override
        public CustomerSnapshot profile(CustomerId customer, List<Seen> seen) {
            CustomerSnapshot nobody = CustomerSnapshot.unknown(customer);
            return new CustomerSnapshot(
                    customer,
                    1,
                    "Jane",
                    "jane@example.com",
                    nobody.stage(),
                    nobody.tier(),
                    null,
                    null,
                    List.of(),
                    null,
                    List.of(),
                    null,
                    null,
                    List.of(),
                    nobody.health(),
                    nobody.billing(),
                    nobody.contact());
        }

        @Override
        public UsageSummary usage(CustomerId customer, int hours, List<Seen> seen) {
            throw new UnsupportedOperationException();
        }
    };

    private Settings() {}

    /** Nothing is made by the built-in one here, so it has no rows. */
    static Providers providers() {
        return new Providers(new Provided(null));
    }

    static OnboardingConfig of(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(OnboardingConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(OnboardingConfig.class);
    }
}
