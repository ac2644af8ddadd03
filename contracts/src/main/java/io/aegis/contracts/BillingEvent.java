package io.aegis.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a billing system tells on {@link Topics#BILLING}. The time it happened is the CloudEvents time, and decides which of
 * two words about the same thing counts, in whatever order they come. {@code subscription}, {@code invoice} and {@code
 * dispute} are the billing system's references; a word about a subscription without one is about all that the customer has.
 */
public sealed interface BillingEvent extends Message {
    /** @param timeZone of the IANA, @param locale BCP 47, @param contact absent for who never said */
    @WireType("aegis.billing.customer_created.v1")
    record CustomerCreated(
            CustomerId customer,
            @Nullable String name,
            @Nullable String email,
            @Nullable String timeZone,
            @Nullable String locale,
            @Nullable Consent contact)
            implements BillingEvent {}

    /** What is absent is as before. */
    @WireType("aegis.billing.customer_changed.v1")
    record CustomerChanged(
            CustomerId customer,
            @Nullable String name,
            @Nullable String email,
            @Nullable String timeZone,
            @Nullable String locale,
            @Nullable Consent contact)
            implements BillingEvent {}

    /** Made, and paid for from {@link SubscriptionActivated} on. @param trialEndsAt when it is tried first */
    @WireType("aegis.billing.subscription_created.v1")
    record SubscriptionCreated(
            CustomerId customer,
            String subscription,
            @Nullable String plan,
            @Nullable Instant trialEndsAt) implements BillingEvent {}

    @WireType("aegis.billing.trial_ending.v1")
    record TrialEnding(CustomerId customer, @Nullable String subscription, Instant endsAt) implements BillingEvent {}

    /**
     * @param tier absent for a plan that nobody gave a tier: the tier stays as it is
     * @param amount of one period
     * @param renewsAt end of the period that is paid for
     */
    @WireType("aegis.billing.subscription_activated.v1")
    record SubscriptionActivated(
            CustomerId customer,
            @Nullable Tier tier,
            String plan,
            @Nullable String subscription,
            @Nullable Money amount,
            @Nullable Instant renewsAt)
            implements BillingEvent {}

    /** What was said of {@link SubscriptionActivated} holds here. */
    @WireType("aegis.billing.subscription_changed.v1")
    record SubscriptionChanged(
            CustomerId customer,
            @Nullable Tier tier,
            String plan,
            @Nullable String subscription,
            @Nullable Money amount,
            @Nullable Instant renewsAt)
            implements BillingEvent {}

    /** A new period began. @param renewsAt its end */
    @WireType("aegis.billing.subscription_renewed.v1")
    record SubscriptionRenewed(
            CustomerId customer, @Nullable String subscription, Instant renewsAt) implements BillingEvent {}

    @WireType("aegis.billing.subscription_paused.v1")
    record SubscriptionPaused(
            CustomerId customer,
            @Nullable String subscription,
            @Nullable Instant resumesAt) implements BillingEvent {}

    @WireType("aegis.billing.subscription_resumed.v1")
    record SubscriptionResumed(
            CustomerId customer, @Nullable String subscription) implements BillingEvent {}

    @WireType("aegis.billing.subscription_cancelled.v1")
    record SubscriptionCancelled(
            CustomerId customer,
            @Nullable String reason,
            @Nullable String subscription) implements BillingEvent {}

    @WireType("aegis.billing.payment_failed.v1")
    record PaymentFailed(
            CustomerId customer, Money amount, @Nullable String invoice) implements BillingEvent {}

    /** A payment went through, after it had failed. */
    @WireType("aegis.billing.payment_recovered.v1")
    record PaymentRecovered(
            CustomerId customer, Money amount, @Nullable String invoice) implements BillingEvent {}

    @WireType("aegis.billing.invoice_paid.v1")
    record InvoicePaid(CustomerId customer, Money amount, String invoice) implements BillingEvent {}

    @WireType("aegis.billing.invoice_overdue.v1")
    record InvoiceOverdue(
            CustomerId customer,
            Money amount,
            String invoice,
            @Nullable Instant dueAt) implements BillingEvent {}

    /** Nothing is owed on it any more. */
    @WireType("aegis.billing.invoice_voided.v1")
    record InvoiceVoided(CustomerId customer, String invoice) implements BillingEvent {}

    /** The customer's bank takes a payment back until it is settled. */
    @WireType("aegis.billing.dispute_opened.v1")
    record DisputeOpened(
            CustomerId customer,
            String dispute,
            Money amount,
            @Nullable String reason) implements BillingEvent {}

    /** @param outcome in the billing system's words */
    @WireType("aegis.billing.dispute_closed.v1")
    record DisputeClosed(
            CustomerId customer, String dispute, @Nullable String outcome) implements BillingEvent {}
}
