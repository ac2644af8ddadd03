package io.aegis.state.domain;

import static java.util.Objects.requireNonNull;

import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.UsageRecorded;
import io.aegis.contracts.WireTypes;
import java.time.Instant;
import java.util.List;

/** What the words of others mean for a customer. Whether it is news, the customer knows. */
public final class Facts {
    private Facts() {}

    /** @param at when it happened, by the billing system */
    public static List<CustomerFact> of(BillingEvent event, Instant at) {
        return List.of(
                switch (event) {
                    case BillingEvent.CustomerCreated created ->
                        new CustomerFact.Introduced(created.name(), created.email(), at);
                    case BillingEvent.SubscriptionActivated activated ->
                        new CustomerFact.PlanChanged(
                                requireNonNull(activated.tier(), "tier"), requireNonNull(activated.plan(), "plan"), at);
                    case BillingEvent.SubscriptionChanged changed ->
                        new CustomerFact.PlanChanged(
                                requireNonNull(changed.tier(), "tier"), requireNonNull(changed.plan(), "plan"), at);
                    case BillingEvent.SubscriptionCancelled cancelled ->
                        new CustomerFact.SubscriptionCancelled(cancelled.reason(), at);
                    case BillingEvent.PaymentFailed failed ->
                        new CustomerFact.PaymentFailed(requireNonNull(failed.amount(), "amount"), at);
                    case BillingEvent.PaymentReceived received ->
                        new CustomerFact.PaymentReceived(requireNonNull(received.amount(), "amount"), at);
                });
    }

    /** A failed action changed nothing, but whoever reads the timeline wants to know that it was tried. */
    public static List<CustomerFact> of(ActionOutcome outcome, Instant at) {
        return switch (outcome) {
            case ActionOutcome.Succeeded succeeded -> succeeded.facts();
            case ActionOutcome.Failed failed ->
                List.of(new CustomerFact.OutsideEvent(WireTypes.of(ActionOutcome.Failed.class), Json.tree(failed), at));
        };
    }

    public static List<CustomerFact> of(UsageRecorded usage) {
        return usage.status() < 400
                ? List.of(new CustomerFact.FirstApiCallMade(usage.environment(), usage.at()))
                : List.of();
    }

    public static List<CustomerFact> of(InterventionRaised raised) {
        return List.of(new CustomerFact.InterventionRaised(raised.intervention(), raised.playbook(), raised.at()));
    }
}
