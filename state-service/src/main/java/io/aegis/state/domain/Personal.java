package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Ticket;
import io.aegis.contracts.Json;
import java.util.List;

/**
 * What of a customer is personal: who he is, and whatever people or outside systems wrote in their own words. Ids, times,
 * amounts and plans are not; nor is that he does not want to be written to, so that nobody does.
 */
public final class Personal {
    private static final String ERASED = "erased";

    private Personal() {}

    /** The same fact with nothing personal in it. */
    public static CustomerFact without(CustomerFact fact) {
        return switch (fact) {
            case CustomerFact.Introduced told ->
                new CustomerFact.Introduced(null, null, null, null, told.contact(), told.at());
            case CustomerFact.SubscriptionCancelled told ->
                new CustomerFact.SubscriptionCancelled(null, told.subscription(), told.at());
            case CustomerFact.DisputeOpened told ->
                new CustomerFact.DisputeOpened(told.dispute(), told.amount(), null, told.at());
            case CustomerFact.TicketOpened told ->
                new CustomerFact.TicketOpened(told.ticket(), ERASED, told.url(), told.at());
            case CustomerFact.OutsideEvent told -> new CustomerFact.OutsideEvent(told.type(), Json.object(), told.at());
            case CustomerFact.SubscriptionCreated told -> told;
            case CustomerFact.TrialStarted told -> told;
            case CustomerFact.TrialEnding told -> told;
            case CustomerFact.KeyIssued told -> told;
            case CustomerFact.SandboxProvisioned told -> told;
            case CustomerFact.MailSent told -> told;
            case CustomerFact.DiscountApplied told -> told;
            case CustomerFact.PlanChanged told -> told;
            case CustomerFact.SubscriptionRenewed told -> told;
            case CustomerFact.SubscriptionPaused told -> told;
            case CustomerFact.SubscriptionResumed told -> told;
            case CustomerFact.PaymentFailed told -> told;
            case CustomerFact.PaymentRecovered told -> told;
            case CustomerFact.InvoicePaid told -> told;
            case CustomerFact.InvoiceOverdue told -> told;
            case CustomerFact.InvoiceVoided told -> told;
            case CustomerFact.DisputeClosed told -> told;
            case CustomerFact.FeedbackReceived told -> told;
            case CustomerFact.FirstApiCallMade told -> told;
            case CustomerFact.IntegrationValidated told -> told;
            case CustomerFact.UsageTrendChanged told -> told;
            case CustomerFact.HealthChanged told -> told;
            case CustomerFact.InterventionRaised told -> told;
            case CustomerFact.Erased told -> told;
            case CustomerFact.Readmitted told -> told;
        };
    }

    static List<CustomerFact> without(List<CustomerFact> facts) {
        return facts.stream().map(Personal::without).toList();
    }

    static Ticket without(Ticket ticket) {
        return new Ticket(ticket.ticket(), ERASED, ticket.url(), ticket.openedAt());
    }
}
