package io.aegis.onboarding.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with a choice is said at the start, all of it at once, and without a secret. */
class ProvidersTest {
    private final Providers providers = Settings.providers();

    @Test
    void nothing_chosen_is_the_built_in_one() {
        var config = Settings.of(Map.of());

        assertThat(providers.billing(config, Settings.JANE, Settings.CLOCK)).isInstanceOf(BuiltInProvider.class);
        assertThat(providers.sandboxes(config, Settings.CLOCK)).isInstanceOf(BuiltInProvider.class);
        assertThat(providers.mail(config, Settings.JANE, Settings.CLOCK)).isInstanceOf(BuiltInProvider.class);
    }

    @Test
    void a_choice_by_half_names_what_is_missing() {
        assertBilling(
                Map.of("aegis.onboarding.billing", "stripe", "aegis.onboarding.stripe.prices.pro", "price_pro"),
                "aegis.onboarding.billing=stripe needs aegis.onboarding.stripe.key,"
                        + " aegis.onboarding.stripe.prices.trial, aegis.onboarding.stripe.prices.starter,"
                        + " aegis.onboarding.stripe.prices.enterprise (see docs/connectors.md)");
        assertBilling(
                Map.of("aegis.onboarding.billing", "hook"),
                "aegis.onboarding.billing=hook needs AEGIS_PROVIDER_URL, AEGIS_PROVIDER_SECRET (see docs/connectors.md)");
        assertThatThrownBy(() -> providers.mail(
                        Settings.of(Map.of("aegis.onboarding.mail", "smtp", "aegis.onboarding.smtp.host", "mx")),
                        Settings.JANE,
                        Settings.CLOCK))
                .hasMessage("aegis.onboarding.mail=smtp needs aegis.onboarding.smtp.from (see docs/connectors.md)");
        assertThatThrownBy(() -> providers.sandboxes(
                        Settings.of(Map.of(
                                "aegis.onboarding.sandboxes",
                                "kubernetes",
                                "aegis.onboarding.kubernetes.ca",
                                "/nowhere")),
                        Settings.CLOCK))
                .hasMessage("aegis.onboarding.sandboxes=kubernetes needs the cluster's certificate at /nowhere");
    }

    @Test
    void a_key_is_not_sent_in_the_clear_and_not_quoted() {
        assertBilling(
                Map.of(
                        "aegis.onboarding.billing", "stripe",
                        "aegis.onboarding.stripe.key", "sk_live_secret",
                        "aegis.onboarding.stripe.url", "http://stripe.example",
                        "aegis.onboarding.stripe.prices.trial", "p",
                        "aegis.onboarding.stripe.prices.starter", "p",
                        "aegis.onboarding.stripe.prices.pro", "p",
                        "aegis.onboarding.stripe.prices.enterprise", "p"),
                "aegis.onboarding.stripe.url has to begin with https://");
    }

    @Test
    void a_system_that_there_is_not_is_no_choice() {
        assertThatThrownBy(() -> Settings.of(Map.of("aegis.onboarding.billing", "paddle")))
                .hasMessageContaining("aegis.onboarding.billing")
                .hasMessageContaining("paddle");
    }

    private void assertBilling(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> providers.billing(Settings.of(settings), Settings.JANE, Settings.CLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }
}
