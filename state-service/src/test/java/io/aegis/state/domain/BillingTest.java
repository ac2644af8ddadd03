package io.aegis.state.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What billing facts mean for a customer. That their order does not matter is BillingOrderTest's. */
class BillingTest {
    private static final CustomerId ID = new CustomerId("c-1");
    private static final Money PRICE = new Money(4_900, "EUR");

    @Test
    void a_trial_becomes_a_plan_that_is_renewed() {
        List<CustomerFact> tried = Facts.of(new BillingEvent.SubscriptionCreated(ID, "s-1", "pro", at(14)), at(0));
        CustomerFact paid = new CustomerFact.PlanChanged(Tier.PRO, "pro", "s-1", PRICE, at(44), at(14));
        CustomerFact renewed = new CustomerFact.SubscriptionRenewed("s-1", at(74), at(44));

        assertThat(given(tried.get(0), tried.get(1)))
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::trialEndsAt)
                .containsExactly(Tier.TRIAL, at(14));
        CustomerSnapshot now = given(tried.get(0), tried.get(1), paid, renewed);
        assertThat(now.tier()).isEqualTo(Tier.PRO);
        assertThat(now.plan()).isEqualTo("pro");
        assertThat(now.billing()).isEqualTo(new CustomerSnapshot.Billing(at(74), PRICE, null, null, null, null));
    }

    @Test
    void the_end_of_a_trial_moves_when_billing_says_so() {
        assertThat(given(
                                new CustomerFact.TrialStarted("s-1", at(14), at(0)),
                                new CustomerFact.TrialEnding("s-1", at(21), at(18)))
                        .trialEndsAt())
                .isEqualTo(at(21));
    }

    @Test
    void who_moves_to_another_subscription_is_not_gone_when_the_old_one_ends() {
        CustomerSnapshot now =
                given(plan(Tier.STARTER, "s-1", 1), plan(Tier.PRO, "s-2", 5), cancelled("s-1", 5), cancelled("s-1", 6));

        assertThat(now.tier()).isEqualTo(Tier.PRO);
        assertThat(given(plan(Tier.PRO, "s-2", 5), cancelled("s-2", 6)).tier()).isEqualTo(Tier.NONE);
    }

    @Test
    void a_cancellation_without_a_reference_ends_all_that_there_was() {
        assertThat(given(plan(Tier.STARTER, "s-1", 1), plan(Tier.PRO, "s-2", 2), cancelled(null, 3))
                        .tier())
                .isEqualTo(Tier.NONE);
        assertThat(given(plan(Tier.STARTER, "s-1", 1), cancelled(null, 3), plan(Tier.PRO, "s-2", 4))
                        .tier())
                .isEqualTo(Tier.PRO);
    }

    @Test
    void a_plan_without_a_reference_overrules_what_runs_and_goes_with_it() {
        assertThat(given(plan(Tier.PRO, "s-1", 1), plan(Tier.STARTER, null, 2)).tier())
                .isEqualTo(Tier.STARTER);
        assertThat(given(plan(Tier.PRO, "s-1", 1), plan(Tier.STARTER, null, 2), cancelled("s-1", 3))
                        .tier())
                .isEqualTo(Tier.NONE);
    }

    @Test
    void the_best_of_several_subscriptions_counts() {
        assertThat(given(plan(Tier.ENTERPRISE, "s-1", 1), plan(Tier.STARTER, "s-2", 2)))
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::plan)
                .containsExactly(Tier.ENTERPRISE, "enterprise");
    }

    @Test
    void an_unknown_plan_is_kept_and_leaves_the_tier() {
        CustomerFact unknown = new CustomerFact.PlanChanged(null, "special-2026", "s-1", null, null, at(2));

        assertThat(given(plan(Tier.PRO, "s-1", 1), unknown))
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::plan)
                .containsExactly(Tier.PRO, "special-2026");
        assertThat(given(unknown))
                .extracting(CustomerSnapshot::tier, CustomerSnapshot::plan)
                .containsExactly(Tier.NONE, "special-2026");
        assertThat(given(plan(Tier.PRO, "s-1", 0), cancelled("s-1", 1), unknown).tier())
                .isEqualTo(Tier.NONE);
    }

    @Test
    void who_paid_and_left_is_not_back_in_the_trial_before_it() {
        assertThat(given(
                                new CustomerFact.TrialStarted("t-1", at(14), at(0)),
                                plan(Tier.PRO, "s-1", 1),
                                cancelled("s-1", 2))
                        .tier())
                .isEqualTo(Tier.NONE);
    }

    @Test
    void a_pause_lasts_until_it_is_over() {
        CustomerFact paused = new CustomerFact.SubscriptionPaused("s-1", null, at(2));

        assertThat(given(plan(Tier.PRO, "s-1", 1), paused).billing().pausedSince())
                .isEqualTo(at(2));
        assertThat(given(plan(Tier.PRO, "s-1", 1), paused, new CustomerFact.SubscriptionResumed("s-1", at(3)))
                        .billing()
                        .pausedSince())
                .isNull();
    }

    @Test
    void a_failed_payment_counts_from_its_first_try_until_its_own_invoice_is_settled() {
        CustomerFact first = new CustomerFact.PaymentFailed(PRICE, "i-1", at(1));
        CustomerFact second = new CustomerFact.PaymentFailed(PRICE, "i-1", at(4));

        assertThat(given(first, second).billing().failedSince()).isEqualTo(at(1));
        assertThat(given(first, second, new CustomerFact.InvoicePaid(PRICE, "i-2", at(5)))
                        .billing()
                        .failedSince())
                .isEqualTo(at(1));
        assertThat(given(first, second, new CustomerFact.PaymentRecovered(PRICE, "i-1", at(5)))
                        .billing()
                        .failedSince())
                .isNull();
        assertThat(given(first, second, new CustomerFact.InvoiceVoided("i-1", at(5)))
                        .billing()
                        .failedSince())
                .isNull();
        assertThat(given(first, new CustomerFact.InvoicePaid(PRICE, "i-1", at(2)), second)
                        .billing()
                        .failedSince())
                .isEqualTo(at(4));
    }

    @Test
    void without_an_invoice_any_later_payment_settles_a_failure() {
        CustomerFact failed = new CustomerFact.PaymentFailed(PRICE, null, at(1));

        assertThat(given(failed, new CustomerFact.InvoicePaid(PRICE, "i-2", at(2)))
                        .billing()
                        .failedSince())
                .isNull();
        assertThat(given(
                                new CustomerFact.PaymentFailed(PRICE, "i-1", at(1)),
                                new CustomerFact.PaymentRecovered(PRICE, null, at(2)))
                        .billing()
                        .failedSince())
                .isNull();
        assertThat(given(failed, new CustomerFact.InvoicePaid(PRICE, "i-2", at(0)))
                        .billing()
                        .failedSince())
                .isEqualTo(at(1));
    }

    @Test
    void an_overdue_invoice_and_a_dispute_last_until_they_are_settled() {
        CustomerFact overdue = new CustomerFact.InvoiceOverdue(PRICE, "i-1", at(0), at(1));
        CustomerFact disputed = new CustomerFact.DisputeOpened("d-1", PRICE, "fraudulent", at(2));

        CustomerSnapshot troubled = given(overdue, disputed);
        CustomerSnapshot settled = given(
                overdue,
                disputed,
                new CustomerFact.InvoicePaid(PRICE, "i-1", at(3)),
                new CustomerFact.DisputeClosed("d-1", "won", at(3)));

        assertThat(troubled.billing()).isEqualTo(new CustomerSnapshot.Billing(null, null, null, null, at(1), at(2)));
        assertThat(settled.billing()).isEqualTo(CustomerSnapshot.Billing.NONE);
    }

    @Test
    void a_later_introduction_corrects_what_it_says_and_leaves_the_rest() {
        CustomerSnapshot now = given(
                new CustomerFact.Introduced("Ada", null, "Europe/Vienna", "de-AT", Consent.GIVEN, at(1)),
                new CustomerFact.Introduced("Ada L.", null, null, null, Consent.WITHHELD, at(3)),
                new CustomerFact.Introduced("A.", "ada@example.org", null, "en", null, at(0)));

        assertThat(now)
                .extracting(CustomerSnapshot::name, CustomerSnapshot::email, CustomerSnapshot::contact)
                .containsExactly(
                        "Ada L.",
                        "ada@example.org",
                        new CustomerSnapshot.Contact("Europe/Vienna", "de-AT", Consent.WITHHELD, null));
    }

    @Test
    void what_is_no_time_zone_is_not_said() {
        assertThat(given(
                                new CustomerFact.Introduced(null, null, "Europe/Vienna", null, null, at(1)),
                                new CustomerFact.Introduced(null, null, "Middle/Earth", null, null, at(2)))
                        .contact()
                        .timeZone())
                .isEqualTo("Europe/Vienna");
    }

    private static CustomerSnapshot given(CustomerFact... facts) {
        Customer customer = Customer.unknown(ID);
        for (CustomerFact fact : facts) {
            customer = customer.apply(fact);
        }
        return customer.snapshot();
    }

    private static CustomerFact plan(Tier tier, @Nullable String subscription, int day) {
        return new CustomerFact.PlanChanged(tier, tier.wireName(), subscription, null, null, at(day));
    }

    private static CustomerFact cancelled(@Nullable String subscription, int day) {
        return new CustomerFact.SubscriptionCancelled(null, subscription, at(day));
    }

    private static Instant at(int day) {
        return Instant.parse("2026-05-01T12:00:00Z").plus(Duration.ofDays(day));
    }
}
