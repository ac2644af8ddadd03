package io.aegis.contracts;

import org.jspecify.annotations.Nullable;

/** What a billing system tells on {@link Topics#BILLING}. The time it happened is the CloudEvents time. */
public sealed interface BillingEvent extends Message {
    @WireType("aegis.billing.customer_created.v1")
    record CustomerCreated(
            CustomerId customer,
            @Nullable String name,
            @Nullable String email) implements BillingEvent {}

    @WireType("aegis.billing.subscription_activated.v1")
    record SubscriptionActivated(CustomerId customer, Tier tier, String plan) implements BillingEvent {}

    @WireType("aegis.billing.subscription_changed.v1")
    record SubscriptionChanged(CustomerId customer, Tier tier, String plan) implements BillingEvent {}

    @WireType("aegis.billing.subscription_cancelled.v1")
    record SubscriptionCancelled(
            CustomerId customer, @Nullable String reason) implements BillingEvent {}

    @WireType("aegis.billing.payment_failed.v1")
    record PaymentFailed(CustomerId customer, Money amount) implements BillingEvent {}

    @WireType("aegis.billing.payment_received.v1")
    record PaymentReceived(CustomerId customer, Money amount) implements BillingEvent {}
}
