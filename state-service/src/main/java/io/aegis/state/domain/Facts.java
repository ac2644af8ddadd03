package io.aegis.state.domain;

import io.aegis.contracts.ActionOutcome;
import io.aegis.contracts.BillingEvent;
import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.InterventionRaised;
import io.aegis.contracts.Json;
import io.aegis.contracts.WireTypes;
import java.time.Instant;
import java.util.List;

/** What the words of others mean for a customer. Whether it is news, the customer knows. */
public final class Facts {
    private Facts() {}

    /** @param at when it happened, by the billing system */
    public static List<CustomerFact> of(BillingEvent event, Instant at) {
        return switch (event) {
            case BillingEvent.CustomerCreated told ->
                List.of(new CustomerFact.Introduced(
                        told.name(), told.email(), told.timeZone(), told.locale(), told.contact(), at));
            case BillingEvent.CustomerChanged told ->
                List.of(new CustomerFact.Introduced(
                        told.name(), told.email(), told.timeZone(), told.locale(), told.contact(), at));
            case BillingEvent.SubscriptionCreated told -> {
                CustomerFact made = new CustomerFact.SubscriptionCreated(told.subscription(), told.plan(), at);
                yield told.trialEndsAt() == null
                        ? List.of(made)
                        : List.of(made, new CustomerFact.TrialStarted(told.subscription(), told.trialEndsAt(), at));
            }
            case BillingEvent.TrialEnding told ->
                List.of(new CustomerFact.TrialEnding(told.subscription(), told.endsAt(), at));
            case BillingEvent.SubscriptionActivated told ->
                List.of(new CustomerFact.PlanChanged(
                        told.tier(), told.plan(), told.subscription(), told.amount(), told.renewsAt(), at));
            case BillingEvent.SubscriptionChanged told ->
                List.of(new CustomerFact.PlanChanged(
                        told.tier(), told.plan(), told.subscription(), told.amount(), told.renewsAt(), at));
            case BillingEvent.SubscriptionRenewed told ->
                List.of(new CustomerFact.SubscriptionRenewed(told.subscription(), told.renewsAt(), at));
            case BillingEvent.SubscriptionPaused told ->
                List.of(new CustomerFact.SubscriptionPaused(told.subscription(), told.resumesAt(), at));
            case BillingEvent.SubscriptionResumed told ->
                List.of(new CustomerFact.SubscriptionResumed(told.subscription(), at));
            case BillingEvent.SubscriptionCancelled told ->
                List.of(new CustomerFact.SubscriptionCancelled(told.reason(), told.subscription(), at));
            case BillingEvent.PaymentFailed told ->
                List.of(new CustomerFact.PaymentFailed(told.amount(), told.invoice(), at));
            case BillingEvent.PaymentRecovered told ->
                List.of(new CustomerFact.PaymentRecovered(told.amount(), told.invoice(), at));
            case BillingEvent.InvoicePaid told ->
                List.of(new CustomerFact.InvoicePaid(told.amount(), told.invoice(), at));
            case BillingEvent.InvoiceOverdue told ->
                List.of(new CustomerFact.InvoiceOverdue(told.amount(), told.invoice(), told.dueAt(), at));
            case BillingEvent.InvoiceVoided told -> List.of(new CustomerFact.InvoiceVoided(told.invoice(), at));
            case BillingEvent.DisputeOpened told ->
                List.of(new CustomerFact.DisputeOpened(told.dispute(), told.amount(), told.reason(), at));
            case BillingEvent.DisputeClosed told ->
                List.of(new CustomerFact.DisputeClosed(told.dispute(), told.outcome(), at));
        };
    }

    /** A failed action changed nothing, but whoever reads the timeline wants to know that it was tried. */
    public static List<CustomerFact> of(ActionOutcome outcome, Instant at) {
        return switch (outcome) {
            case ActionOutcome.Succeeded succeeded -> succeeded.facts();
            case ActionOutcome.Failed failed ->
                List.of(new CustomerFact.OutsideEvent(WireTypes.of(ActionOutcome.Failed.class), Json.tree(failed), at));
        };
    }

    public static List<CustomerFact> of(InterventionRaised raised) {
        return List.of(new CustomerFact.InterventionRaised(raised.intervention(), raised.playbook(), raised.at()));
    }
}
