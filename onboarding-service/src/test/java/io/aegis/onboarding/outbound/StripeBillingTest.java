package io.aegis.onboarding.outbound;

import static io.aegis.onboarding.outbound.Contract.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.contracts.Tier;
import io.aegis.local.testing.ApiStandIn;
import io.aegis.local.testing.StripeStandIn;
import io.aegis.messaging.NotNow;
import io.aegis.onboarding.OnboardingConfig;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.BillingProvider.Change;
import io.aegis.onboarding.application.BillingProvider.Change.Discount;
import io.aegis.onboarding.application.BillingProvider.Change.Plan;
import io.aegis.onboarding.application.BillingProvider.Change.Trial;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stripe's own SDK over the wire, against a stand-in. */
class StripeBillingTest implements Contract {
    private final StripeStandIn stripe = new StripeStandIn();
    private final Map<String, String> settings = new HashMap<>(stripe.start());
    private BillingProvider billing = connect();

    private BillingProvider connect() {
        OnboardingConfig config = Settings.of(settings);
        return Settings.providers().billing(config, Settings.JANE, Settings.CLOCK);
    }

    @AfterEach
    void close() {
        stripe.stop();
    }

    @Override
    public BillingProvider billing() {
        return billing;
    }

    @Override
    public ApiStandIn http() {
        return stripe.http();
    }

    @Override
    public String told(Change change) {
        return switch (change) {
            case Trial trial -> "trial of 14 days of price_starter for acme";
            case Plan plan -> "plan price_pro on sub_1";
            case Discount discount -> "discounts [\"di_aegis-25-percent-3-months\"] on sub_1";
        };
    }

    @Test
    void a_new_customer_is_made_once_though_the_search_finds_them_late() {
        stripe.index(false);
        billing.make(order("run-1.1", new Trial(14)));
        billing.make(order("run-1.2", new Plan(Tier.PRO)));
        stripe.index(true);
        billing.make(order("run-1.3", new Discount(25, 3)));

        assertThat(http().changes())
                .containsExactly(
                        "customer acme",
                        "trial of 14 days of price_starter for acme",
                        "plan price_pro on sub_1",
                        "coupon aegis-25-percent-3-months",
                        "discounts [\"di_aegis-25-percent-3-months\"] on sub_1");
        assertThat(http().requests("POST", "/v1/customers").getFirst().parameters())
                .containsEntry("email", "jane@example.com");
        assertThat(http().requests("POST", "/v1/subscriptions").getFirst().headers())
                .containsEntry("idempotency-key", "run-1.1")
                .containsEntry("stripe-version", "2026-07-29.dahlia");
    }

    @Test
    void a_failure_that_stripe_keeps_under_the_key_does_not_stand_in_the_way_for_a_day() {
        billing.make(order("run-1.1", new Trial(14)));
        stripe.failNextAndKeepIt();
        assertThatThrownBy(() -> billing.make(order("run-1.2", new Plan(Tier.PRO))))
                .isInstanceOf(NotNow.class);

        billing.make(order("run-1.2", new Plan(Tier.PRO)));

        assertThat(http().changes()).containsOnlyOnce("plan price_pro on sub_1");
    }

    @Test
    void earlier_discounts_stay() {
        billing.make(order("run-1.1", new Trial(14)));
        billing.make(order("run-1.2", new Discount(10, 1)));
        billing.make(order("run-1.3", new Discount(25, 3)));

        assertThat(http().changes())
                .last()
                .isEqualTo("discounts [\"di_aegis-10-percent-1-months\",\"di_aegis-25-percent-3-months\"] on sub_1");
    }

    @Test
    void without_a_subscription_there_is_nothing_to_change() {
        assertThatThrownBy(() -> billing.make(order("run-1.1", new Plan(Tier.PRO))))
                .isInstanceOf(Refused.class)
                .hasMessage("The customer has no subscription in Stripe.");
    }

    @Test
    void a_refusal_is_told_by_its_code_and_quotes_nothing() {
        settings.put("aegis.onboarding.stripe.prices.pro", "price_gone");
        billing = connect();
        billing.make(order("run-1.1", new Trial(14)));

        refusal(order("run-1.2", new Plan(Tier.PRO)), "Stripe refused it (resource_missing).");
    }

    @Test
    void a_key_that_is_not_good_any_more_is_waited_for_and_not_named() {
        settings.put("aegis.onboarding.stripe.key", "rk_test_revoked");
        billing = connect();

        assertThatThrownBy(() -> billing.make(order("run-1.1", new Trial(14))))
                .isInstanceOf(NotNow.class)
                .hasMessage("Stripe does not let us in (401): look at the key and its rights");
    }
}
