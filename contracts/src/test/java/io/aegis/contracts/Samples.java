package io.aegis.contracts;

import io.aegis.contracts.CustomerSnapshot.Discount;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.CustomerSnapshot.Key;
import io.aegis.contracts.CustomerSnapshot.Ticket;
import io.aegis.contracts.IntentRouted.Speaker;
import io.aegis.contracts.IntentRouted.Utterance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One of each message and each fact, with every component that may be absent filled in. */
final class Samples {
    private static final Instant AT = Instant.parse("2026-03-02T09:30:00Z");
    private static final Instant LATER = Instant.parse("2026-03-16T09:30:00Z");
    private static final CustomerId ACME = new CustomerId("acme");
    private static final TurnId TURN = new TurnId("t-1");
    private static final RunId RUN = new RunId("t-1");
    private static final ActionId ACTION = new ActionId("t-1.1");
    private static final ConversationId CONVERSATION = new ConversationId("c-1");
    private static final KeyId KEY = new KeyId("key-1");
    private static final Money AMOUNT = new Money(4_900, "EUR");
    private static final Offer OFFER = new Offer(
            "fix", "Ask for a production key", "key.issue", Json.object().put("environment", "production"));
    private static final List<Step> STEPS = List.of(
            new Step(Step.Kind.LOOKED_AT, "your profile", null),
            new Step(Step.Kind.DID, "Issued a test key ending in 4f2a", ACTION));

    private Samples() {}

    static List<Message> messages() {
        ProposedAction action = discount();
        return List.of(
                new BillingEvent.CustomerCreated(
                        ACME, "Acme Inc.", "ops@acme.example", "Europe/Vienna", "de-AT", Consent.GIVEN),
                new BillingEvent.CustomerChanged(
                        ACME, "Acme Corp.", "it@acme.example", "Europe/Berlin", "de-DE", Consent.WITHHELD),
                new BillingEvent.SubscriptionCreated(ACME, "sub-1", "pro-monthly", LATER),
                new BillingEvent.TrialEnding(ACME, "sub-1", LATER),
                new BillingEvent.SubscriptionActivated(ACME, Tier.PRO, "pro-monthly", "sub-1", AMOUNT, LATER),
                new BillingEvent.SubscriptionChanged(
                        ACME, Tier.ENTERPRISE, "enterprise-yearly", "sub-1", AMOUNT, LATER),
                new BillingEvent.SubscriptionRenewed(ACME, "sub-1", LATER),
                new BillingEvent.SubscriptionPaused(ACME, "sub-1", LATER),
                new BillingEvent.SubscriptionResumed(ACME, "sub-1"),
                new BillingEvent.SubscriptionCancelled(ACME, "too expensive", "sub-1"),
                new BillingEvent.PaymentFailed(ACME, AMOUNT, "inv-1"),
                new BillingEvent.PaymentRecovered(ACME, AMOUNT, "inv-1"),
                new BillingEvent.InvoicePaid(ACME, AMOUNT, "inv-1"),
                new BillingEvent.InvoiceOverdue(ACME, AMOUNT, "inv-1", AT),
                new BillingEvent.InvoiceVoided(ACME, "inv-1"),
                new BillingEvent.DisputeOpened(ACME, "dp-1", AMOUNT, "fraudulent"),
                new BillingEvent.DisputeClosed(ACME, "dp-1", "won"),
                new UsageRecorded(ACME, Environment.PRODUCTION, "/v2/customers", 401, 7, "4f2a", AT),
                new LoggedIn(ACME, 3, AT),
                new IntentRouted(
                        TURN,
                        CONVERSATION,
                        ACME,
                        Intent.OFFER_ACCEPTED,
                        0.875,
                        "Yes, please ask for a production key",
                        List.of(
                                new Utterance(Speaker.CUSTOMER, "My API calls keep failing with 401 errors"),
                                new Utterance(Speaker.AEGIS, "You have no production key yet.")),
                        List.of(new Seen("onboarding", 12)),
                        "jane",
                        OFFER),
                new TurnCancelled(TURN, CONVERSATION, ACME, "jane"),
                new FeedbackGiven(
                        TURN,
                        new TurnId("t-0"),
                        CONVERSATION,
                        ACME,
                        Thumbs.DOWN,
                        "The snippet does not compile",
                        "Use this key: {{key:key-1}}",
                        "jane"),
                new ActionProposed(action),
                new ActionWithdrawn(action, "jane"),
                new ActionDecision.Released(
                        action,
                        Json.object().put("percent", 20).put("months", 3),
                        1,
                        "ada",
                        "0123456789ab",
                        "A good customer.",
                        LATER,
                        "eyJhbGciOiJFZERTQSJ9..c2ln"),
                new ReleaseReturned(action, 1, AgentName.ONBOARDING, "everything is stopped"),
                new GateSwitched(
                        new Stopped(3, false, Set.of(AgentName.QUERY), Set.of("discount.apply")),
                        "eyJhbGciOiJFZERTQSJ9..c2ln"),
                new AuditSealed(
                        7,
                        "{\"number\":7}",
                        List.of(new AuditSealed.End(ACME, 3, "0".repeat(64))),
                        "eyJhbGciOiJFZERTQSJ9..c2ln"),
                new ReleaseRefused(action, AgentName.ONBOARDING, "it is not signed by the gate"),
                new ActionDecision.Held(action, "0123456789ab", "A discount costs money; a human decides.", LATER),
                new ActionDecision.Denied(action, "0123456789ab", "More than 50 % off is never given."),
                new ActionDecision.Rejected(action, "bo", "Not this quarter."),
                new ActionDecision.Expired(action, LATER),
                new ActionOutcome.Succeeded(
                        ACTION,
                        RUN,
                        ACME,
                        "key.issue",
                        "0123456789ab",
                        List.of(new CustomerFact.KeyIssued(KEY, Environment.TEST, "4f2a", AT)),
                        "Issued a test key ending in 4f2a"),
                new ActionOutcome.Failed(
                        ACTION, RUN, ACME, "discount.apply", "0123456789ab", "The provider refused it (422)."),
                new TurnReport.Progressed(TURN, CONVERSATION, ACME, STEPS),
                new TurnReport.Answered(
                        TURN,
                        CONVERSATION,
                        ACME,
                        "Use this key: `{{key:key-1}}`",
                        STEPS,
                        List.of(OFFER),
                        true,
                        List.of(new Seen("onboarding", 13))),
                new TurnReport.Stopped(TURN, CONVERSATION, ACME, STEPS, List.of(new Seen("onboarding", 13))),
                new CustomerErased(ACME, 6, AT),
                new LoginEnded(LoginEnded.USERS, "5e0c7a4e-3f7b-4b7e-9a51-0d5f1c2b3a49"),
                new CustomerChanged(
                        customer()
                                .with(
                                        new CustomerSnapshot.Churn(0.4375, 30, 2),
                                        new CustomerSnapshot.Usage(UsageTrend.ERRORS_RISING, 200, 15.5)),
                        List.of(new CustomerFact.DiscountApplied(25, 3, AT))),
                new InterventionRaised(
                        new InterventionId("i-1"),
                        ACME,
                        "onboarding-check-in",
                        "Shall we make the first call?",
                        Intent.INTEGRATE,
                        List.of(OFFER),
                        AT),
                new InterventionMet.Seen(new InterventionId("i-1"), ACME, AT),
                new InterventionMet.Answered(new InterventionId("i-1"), ACME, AT));
    }

    static List<CustomerFact> facts() {
        return List.of(
                new CustomerFact.Introduced(
                        "Acme Inc.", "ops@acme.example", "Europe/Vienna", "de-AT", Consent.GIVEN, AT),
                new CustomerFact.SubscriptionCreated("sub-1", "pro", AT),
                new CustomerFact.TrialStarted("trials-t-1.1", LATER, AT),
                new CustomerFact.TrialEnding("sub-1", LATER, AT),
                new CustomerFact.KeyIssued(KEY, Environment.TEST, "4f2a", AT),
                new CustomerFact.SandboxProvisioned("https://acme.sandbox.example", AT),
                new CustomerFact.MailSent("welcome", AT),
                new CustomerFact.DiscountApplied(25, 3, AT),
                new CustomerFact.PlanChanged(Tier.PRO, "pro", "sub-1", AMOUNT, LATER, AT),
                new CustomerFact.SubscriptionRenewed("sub-1", LATER, AT),
                new CustomerFact.SubscriptionPaused("sub-1", LATER, AT),
                new CustomerFact.SubscriptionResumed("sub-1", AT),
                new CustomerFact.SubscriptionCancelled("too expensive", "sub-1", AT),
                new CustomerFact.PaymentFailed(AMOUNT, "inv-1", AT),
                new CustomerFact.PaymentRecovered(AMOUNT, "inv-1", AT),
                new CustomerFact.InvoicePaid(AMOUNT, "inv-1", AT),
                new CustomerFact.InvoiceOverdue(AMOUNT, "inv-1", AT, AT),
                new CustomerFact.InvoiceVoided("inv-1", AT),
                new CustomerFact.DisputeOpened("dp-1", AMOUNT, "fraudulent", AT),
                new CustomerFact.DisputeClosed("dp-1", "won", AT),
                new CustomerFact.TicketOpened(
                        new TicketId("T-1"), "Key may not use /v2/exports", "http://localhost:8080/tickets/T-1", AT),
                new CustomerFact.FeedbackReceived(TURN, Thumbs.DOWN, AT),
                new CustomerFact.FirstApiCallMade(Environment.TEST, AT),
                new CustomerFact.IntegrationValidated(AT),
                new CustomerFact.UsageTrendChanged(UsageTrend.GROWING, 1.5, AT),
                new CustomerFact.HealthChanged(
                        HealthLevel.HEALTHY,
                        HealthLevel.AT_RISK,
                        "15 % of calls in 24 hours failed",
                        HealthCause.ERRORS,
                        AT),
                new CustomerFact.InterventionRaised(new InterventionId("i-1"), "onboarding-check-in", AT),
                new CustomerFact.Erased("jane", "asked for it", AT),
                new CustomerFact.Readmitted("jane", "is back", AT),
                new CustomerFact.OutsideEvent(
                        "chargebee.coupon_set", Json.object().put("coupon", "SPRING"), AT));
    }

    private static ProposedAction discount() {
        var arguments = Json.object().put("percent", 25).put("months", 3);
        return new ProposedAction(
                ACTION,
                RUN,
                TURN,
                CONVERSATION,
                ACME,
                "discount.apply",
                arguments,
                Json.hash(arguments),
                AgentName.ONBOARDING,
                "jane",
                Tier.STARTER,
                "Give 25 % off for 3 months",
                Map.of("percent", ProposedAction.Origin.CUSTOMER),
                new Grounds(
                        Intent.DISCOUNT,
                        "offline",
                        "skills-0123456789ab",
                        "0123456789ab",
                        List.of(new Grounds.Input("profile", "0".repeat(64)))));
    }

    private static CustomerSnapshot customer() {
        return new CustomerSnapshot(
                ACME,
                9,
                "Acme Inc.",
                "ops@acme.example",
                Stage.FIRST_API_CALL,
                Tier.TRIAL,
                "trial",
                LATER,
                List.of(new Key(KEY, Environment.TEST, "4f2a", AT)),
                "https://acme.sandbox.example",
                List.of("welcome"),
                new Discount(25, 3, AT),
                AT,
                List.of(new Ticket(
                        new TicketId("T-1"), "Key may not use /v2/exports", "http://localhost:8080/tickets/T-1", AT)),
                new Health(
                        HealthLevel.AT_RISK,
                        40,
                        List.of("15 % of calls in 24 hours failed"),
                        List.of(new Health.Measured("errors", 40, 25, "15 % of calls in 24 hours failed")),
                        55,
                        "1"),
                new CustomerSnapshot.Billing(LATER, AMOUNT, AT, AT, AT, AT),
                new CustomerSnapshot.Contact("Europe/Vienna", "de-AT", Consent.GIVEN, null));
    }
}
