package io.aegis.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is true of a customer from a moment on. State appends facts to the timeline and derives the profile from
 * them; an action reports what it changed as facts, so a new action needs no new code in state.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CustomerFact.Introduced.class, name = "introduced"),
    @JsonSubTypes.Type(value = CustomerFact.SubscriptionCreated.class, name = "subscription_created"),
    @JsonSubTypes.Type(value = CustomerFact.TrialStarted.class, name = "trial_started"),
    @JsonSubTypes.Type(value = CustomerFact.TrialEnding.class, name = "trial_ending"),
    @JsonSubTypes.Type(value = CustomerFact.KeyIssued.class, name = "key_issued"),
    @JsonSubTypes.Type(value = CustomerFact.SandboxProvisioned.class, name = "sandbox_provisioned"),
    @JsonSubTypes.Type(value = CustomerFact.MailSent.class, name = "mail_sent"),
    @JsonSubTypes.Type(value = CustomerFact.DiscountApplied.class, name = "discount_applied"),
    @JsonSubTypes.Type(value = CustomerFact.PlanChanged.class, name = "plan_changed"),
    @JsonSubTypes.Type(value = CustomerFact.SubscriptionRenewed.class, name = "subscription_renewed"),
    @JsonSubTypes.Type(value = CustomerFact.SubscriptionPaused.class, name = "subscription_paused"),
    @JsonSubTypes.Type(value = CustomerFact.SubscriptionResumed.class, name = "subscription_resumed"),
    @JsonSubTypes.Type(value = CustomerFact.SubscriptionCancelled.class, name = "subscription_cancelled"),
    @JsonSubTypes.Type(value = CustomerFact.PaymentFailed.class, name = "payment_failed"),
    @JsonSubTypes.Type(value = CustomerFact.PaymentRecovered.class, name = "payment_recovered"),
    @JsonSubTypes.Type(value = CustomerFact.InvoicePaid.class, name = "invoice_paid"),
    @JsonSubTypes.Type(value = CustomerFact.InvoiceOverdue.class, name = "invoice_overdue"),
    @JsonSubTypes.Type(value = CustomerFact.InvoiceVoided.class, name = "invoice_voided"),
    @JsonSubTypes.Type(value = CustomerFact.DisputeOpened.class, name = "dispute_opened"),
    @JsonSubTypes.Type(value = CustomerFact.DisputeClosed.class, name = "dispute_closed"),
    @JsonSubTypes.Type(value = CustomerFact.TicketOpened.class, name = "ticket_opened"),
    @JsonSubTypes.Type(value = CustomerFact.FeedbackReceived.class, name = "feedback_received"),
    @JsonSubTypes.Type(value = CustomerFact.FirstApiCallMade.class, name = "first_api_call_made"),
    @JsonSubTypes.Type(value = CustomerFact.IntegrationValidated.class, name = "integration_validated"),
    @JsonSubTypes.Type(value = CustomerFact.UsageTrendChanged.class, name = "usage_trend_changed"),
    @JsonSubTypes.Type(value = CustomerFact.HealthChanged.class, name = "health_changed"),
    @JsonSubTypes.Type(value = CustomerFact.InterventionRaised.class, name = "intervention_raised"),
    @JsonSubTypes.Type(value = CustomerFact.Erased.class, name = "erased"),
    @JsonSubTypes.Type(value = CustomerFact.Readmitted.class, name = "readmitted"),
    @JsonSubTypes.Type(value = CustomerFact.OutsideEvent.class, name = "outside_event"),
})
public sealed interface CustomerFact {
    /** When it happened, as opposed to when Aegis came to know it. */
    Instant at();

    /**
     * Who the customer is. What is absent is not said.
     *
     * @param timeZone a name of the IANA, such as Europe/Vienna
     * @param locale a language tag of BCP 47, such as de-AT
     */
    record Introduced(
            @Nullable String name,
            @Nullable String email,
            @Nullable String timeZone,
            @Nullable String locale,
            @Nullable Consent contact,
            Instant at)
            implements CustomerFact {}

    /** Made; what the customer has of it, a trial or a plan, is a fact of its own. */
    record SubscriptionCreated(
            String subscription, @Nullable String plan, Instant at) implements CustomerFact {}

    /** @param reference the billing system's name of the trial or of the subscription that is tried */
    record TrialStarted(String reference, Instant endsAt, Instant at) implements CustomerFact {}

    record TrialEnding(@Nullable String subscription, Instant endsAt, Instant at) implements CustomerFact {}

    /** @param hint the last four characters, enough for the owner to tell keys apart */
    record KeyIssued(KeyId key, Environment environment, String hint, Instant at) implements CustomerFact {}

    record SandboxProvisioned(String url, Instant at) implements CustomerFact {}

    record MailSent(String template, Instant at) implements CustomerFact {}

    record DiscountApplied(int percent, int months, Instant at) implements CustomerFact {}

    /**
     * The customer pays for this plan from now on: the first one, or another.
     *
     * @param tier absent for a plan that nobody gave a tier: it stays as it is
     * @param subscription absent when it is about whatever the customer has
     * @param amount of one period
     * @param renewsAt end of the period that is paid for
     */
    record PlanChanged(
            @Nullable Tier tier,
            String plan,
            @Nullable String subscription,
            @Nullable Money amount,
            @Nullable Instant renewsAt,
            Instant at)
            implements CustomerFact {}

    /** @param renewsAt end of the period that began */
    record SubscriptionRenewed(@Nullable String subscription, Instant renewsAt, Instant at) implements CustomerFact {}

    record SubscriptionPaused(
            @Nullable String subscription, @Nullable Instant resumesAt, Instant at) implements CustomerFact {}

    record SubscriptionResumed(@Nullable String subscription, Instant at) implements CustomerFact {}

    record SubscriptionCancelled(
            @Nullable String reason, @Nullable String subscription, Instant at) implements CustomerFact {}

    record PaymentFailed(Money amount, @Nullable String invoice, Instant at) implements CustomerFact {}

    /** @param invoice absent when payments work again, whatever was owed */
    record PaymentRecovered(Money amount, @Nullable String invoice, Instant at) implements CustomerFact {}

    record InvoicePaid(Money amount, String invoice, Instant at) implements CustomerFact {}

    record InvoiceOverdue(
            Money amount, String invoice, @Nullable Instant dueAt, Instant at) implements CustomerFact {}

    record InvoiceVoided(String invoice, Instant at) implements CustomerFact {}

    record DisputeOpened(
            String dispute, Money amount, @Nullable String reason, Instant at) implements CustomerFact {}

    record DisputeClosed(String dispute, @Nullable String outcome, Instant at) implements CustomerFact {}

    record TicketOpened(TicketId ticket, String subject, String url, Instant at) implements CustomerFact {}

    /** @param about the turn whose reply was judged */
    record FeedbackReceived(TurnId about, Thumbs thumbs, Instant at) implements CustomerFact {}

    record FirstApiCallMade(Environment environment, Instant at) implements CustomerFact {}

    /** Enough successful calls in the test environment, with few errors. */
    record IntegrationValidated(Instant at) implements CustomerFact {}

    /**
     * The customer's use is no longer what it was, against the customer's own baseline.
     *
     * @param ratio the new figure over the baseline, such as 1.8 calls for each one before; 0 when nothing is left
     */
    record UsageTrendChanged(UsageTrend trend, double ratio, Instant at) implements CustomerFact {}

    /**
     * @param reason for people; its words may change
     * @param cause what the level comes from; absent only in facts from before there were causes
     */
    record HealthChanged(
            HealthLevel from,
            HealthLevel to,
            String reason,
            @Nullable HealthCause cause,
            Instant at) implements CustomerFact {}

    record InterventionRaised(InterventionId intervention, String playbook, Instant at) implements CustomerFact {}

    /**
     * The customer's personal data was made unreadable. What is told of him from now on is kept without any.
     *
     * @param by the user who did it
     */
    record Erased(String by, String reason, Instant at) implements CustomerFact {}

    /** Personal data is kept again from now on. What was erased stays so. @param by the user who decided it */
    record Readmitted(String by, String reason, Instant at) implements CustomerFact {}

    /** An event of an outside system that Aegis has no meaning for: kept, not lost. */
    record OutsideEvent(String type, ObjectNode data, Instant at) implements CustomerFact {}
}
