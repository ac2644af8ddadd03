package io.aegis.onboarding.outbound;

import static io.aegis.onboarding.outbound.Contract.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aegis.agent.application.ActionEffect.Refused;
import io.aegis.contracts.Tier;
import io.aegis.local.testing.ApiStandIn;
import io.aegis.local.testing.ChargebeeStandIn;
import io.aegis.messaging.NotNow;
import io.aegis.onboarding.application.BillingProvider;
import io.aegis.onboarding.application.BillingProvider.Change;
import io.aegis.onboarding.application.BillingProvider.Change.Discount;
import io.aegis.onboarding.application.BillingProvider.Change.Plan;
import io.aegis.onboarding.application.BillingProvider.Change.Trial;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chargebee's own SDK over the wire, against a stand-in that holds each request against the published description. */
class ChargebeeBillingTest implements Contract {
    private final ChargebeeStandIn chargebee = new ChargebeeStandIn();
    private final Map<String, String> settings = new HashMap<>(chargebee.start());
    private BillingProvider billing = connect();

    private BillingProvider connect() {
        return Settings.providers().billing(Settings.of(settings), Settings.JANE, Settings.CLOCK);
    }

    @AfterEach
    void every_request_fits_the_description() {
        chargebee.stop();
        assertThat(chargebee.objections()).isEmpty();
    }

    @Override
    public BillingProvider billing() {
        return billing;
    }

    @Override
    public ApiStandIn http() {
        return chargebee.http();
    }

    @Override
    public String told(Change change) {
        return switch (change) {
            case Trial trial -> "trial of starter-monthly for acme";
            case Plan plan -> "plan pro-monthly for acme";
            case Discount discount -> "coupon aegis-25-percent-3-months on acme";
        };
    }

    @Test
    void all_that_a_customer_can_be_given_is_in_the_published_description() {
        assumeTrue(chargebee.isDescribed(), "Chargebee's API description is not beside this checkout");
        billing.make(order("run-1.1", new Trial(14)));
        billing.make(order("run-1.2", new Plan(Tier.ENTERPRISE)));
        billing.make(order("run-1.3", new Discount(25, 3)));

        assertThat(http().changes())
                .containsExactly(
                        "customer acme",
                        "trial of starter-monthly for acme",
                        "plan enterprise-monthly for acme",
                        "coupon aegis-25-percent-3-months",
                        "coupon aegis-25-percent-3-months on acme");
        assertThat(http().requests("POST", "/subscriptions").getFirst().parameters())
                .containsEntry(
                        "trial_end", String.valueOf(Settings.CLOCK.instant().getEpochSecond() + 14 * 86_400));
        assertThat(http().requests("POST", "/subscriptions").getFirst().headers())
                .containsKey("chargebee-idempotency-key");
    }

    @Test
    void an_unknown_plan_is_a_refusal_that_quotes_nothing() {
        settings.put("aegis.onboarding.chargebee.plans.trial", "no-such-plan");
        billing = connect();

        refusal(order("run-1.1", new Trial(14)), "Chargebee refused it (resource_not_found).");
    }

    @Test
    void without_a_subscription_there_is_nothing_to_change() {
        assertThatThrownBy(() -> billing.make(order("run-1.1", new Plan(Tier.PRO))))
                .isInstanceOf(Refused.class)
                .hasMessage("The customer has no subscription in Chargebee.");
    }

    @Test
    void a_key_that_is_not_good_any_more_is_waited_for_and_not_named() {
        settings.put("aegis.onboarding.chargebee.key", "test_revoked");
        billing = connect();

        assertThatThrownBy(() -> billing.make(order("run-1.1", new Trial(14))))
                .isInstanceOf(NotNow.class)
                .hasMessage("Chargebee does not let us in (401): look at the key and its rights");
    }
}
