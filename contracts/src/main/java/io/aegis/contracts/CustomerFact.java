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
    @JsonSubTypes.Type(value = CustomerFact.TrialStarted.class, name = "trial_started"),
    @JsonSubTypes.Type(value = CustomerFact.KeyIssued.class, name = "key_issued"),
    @JsonSubTypes.Type(value = CustomerFact.SandboxProvisioned.class, name = "sandbox_provisioned"),
    @JsonSubTypes.Type(value = CustomerFact.MailSent.class, name = "mail_sent"),
    @JsonSubTypes.Type(value = CustomerFact.DiscountApplied.class, name = "discount_applied"),
    @JsonSubTypes.Type(value = CustomerFact.PlanChanged.class, name = "plan_changed"),
    @JsonSubTypes.Type(value = CustomerFact.SubscriptionCancelled.class, name = "subscription_cancelled"),
    @JsonSubTypes.Type(value = CustomerFact.PaymentFailed.class, name = "payment_failed"),
    @JsonSubTypes.Type(value = CustomerFact.PaymentReceived.class, name = "payment_received"),
    @JsonSubTypes.Type(value = CustomerFact.TicketOpened.class, name = "ticket_opened"),
    @JsonSubTypes.Type(value = CustomerFact.FirstApiCallMade.class, name = "first_api_call_made"),
    @JsonSubTypes.Type(value = CustomerFact.IntegrationValidated.class, name = "integration_validated"),
    @JsonSubTypes.Type(value = CustomerFact.HealthChanged.class, name = "health_changed"),
    @JsonSubTypes.Type(value = CustomerFact.InterventionRaised.class, name = "intervention_raised"),
    @JsonSubTypes.Type(value = CustomerFact.OutsideEvent.class, name = "outside_event"),
})
public sealed interface CustomerFact {
    /** When it happened, as opposed to when Aegis came to know it. */
    Instant at();

    /** Who the customer is. */
    record Introduced(@Nullable String name, @Nullable String email, Instant at) implements CustomerFact {}

    record TrialStarted(String reference, Instant endsAt, Instant at) implements CustomerFact {}

    /** @param hint the last four characters, enough for the owner to tell keys apart */
    record KeyIssued(KeyId key, Environment environment, String hint, Instant at) implements CustomerFact {}

    record SandboxProvisioned(String url, Instant at) implements CustomerFact {}

    record MailSent(String template, Instant at) implements CustomerFact {}

    record DiscountApplied(int percent, int months, Instant at) implements CustomerFact {}

    record PlanChanged(Tier tier, String plan, Instant at) implements CustomerFact {}

    record SubscriptionCancelled(@Nullable String reason, Instant at) implements CustomerFact {}

    record PaymentFailed(Money amount, Instant at) implements CustomerFact {}

    record PaymentReceived(Money amount, Instant at) implements CustomerFact {}

    record TicketOpened(TicketId ticket, String subject, String url, Instant at) implements CustomerFact {}

    record FirstApiCallMade(Environment environment, Instant at) implements CustomerFact {}

    /** Enough successful calls in the test environment, with few errors. */
    record IntegrationValidated(Instant at) implements CustomerFact {}

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

    /** An event of an outside system that Aegis has no meaning for: kept, not lost. */
    record OutsideEvent(String type, ObjectNode data, Instant at) implements CustomerFact {}
}
