package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.WireTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Finds what moved a customer's health from one judgement to the next. */
final class HealthChange {
    private static final Set<Measure> NONE = EnumSet.noneOf(Measure.class);

    private HealthChange() {}

    /**
     * @param facts what was news, the last one with the version {@code version}
     * @param activity what was counted by now
     */
    static List<Because> between(
            Health before, Health after, List<CustomerFact> facts, long version, Activity activity, Instant now) {
        List<Because> because = new ArrayList<>();
        boolean otherRules = before.rules() != null && !before.rules().equals(after.rules());
        for (String part : HealthExplanation.differences(before, after).keySet()) {
            because.addAll(causes(part, otherRules, facts, version, activity, now));
        }
        return because;
    }

    private static List<Because> causes(
            String part, boolean otherRules, List<CustomerFact> facts, long version, Activity activity, Instant now) {
        List<Because> causes = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            if (moves(facts.get(i), part)) {
                causes.add(fact(part, facts.get(i), version - facts.size() + i + 1));
            }
        }
        if (otherRules) {
            causes.add(new Because(part, Because.Kind.RULES, "other rules judge", now, null));
        }
        if (causes.isEmpty()) {
            causes.add(byItself(part, activity, now));
        }
        return causes;
    }

    /** Where no fact says it: what was counted, or that time passed. */
    private static Because byItself(String part, Activity activity, Instant now) {
        boolean counted =
                switch (part) {
                    case "errors", HealthExplanation.CEILING ->
                        activity.traffic().calls() > 0;
                    case "trend", "engagement" -> !activity.days().isEmpty();
                    default -> false;
                };
        return counted
                ? new Because(part, Because.Kind.USAGE, activity.traffic().inWords(), now, null)
                : new Because(part, Because.Kind.TIME, "days passed", now, null);
    }

    private static boolean moves(CustomerFact fact, String part) {
        return part.equals(HealthExplanation.CEILING)
                ? !(fact instanceof CustomerFact.HealthChanged)
                : moves(fact).stream().anyMatch(measure -> measure.wireName().equals(part));
    }

    private static Because fact(String part, CustomerFact fact, long version) {
        return new Because(part, Because.Kind.FACT, WireTypes.nameOf(fact), fact.at(), version);
    }

    private static Set<Measure> moves(CustomerFact fact) {
        return switch (fact) {
            case CustomerFact.TrialStarted started -> EnumSet.of(Measure.ADOPTION);
            case CustomerFact.PlanChanged changed -> EnumSet.of(Measure.ADOPTION);
            case CustomerFact.KeyIssued issued -> EnumSet.of(Measure.ADOPTION);
            case CustomerFact.FirstApiCallMade made -> EnumSet.of(Measure.ADOPTION);
            case CustomerFact.IntegrationValidated validated -> EnumSet.of(Measure.ADOPTION);
            case CustomerFact.PaymentFailed failed -> EnumSet.of(Measure.BILLING);
            case CustomerFact.PaymentRecovered recovered -> EnumSet.of(Measure.BILLING);
            case CustomerFact.InvoicePaid paid -> EnumSet.of(Measure.BILLING);
            case CustomerFact.InvoiceOverdue overdue -> EnumSet.of(Measure.BILLING);
            case CustomerFact.InvoiceVoided voided -> EnumSet.of(Measure.BILLING);
            case CustomerFact.DisputeOpened opened -> EnumSet.of(Measure.BILLING);
            case CustomerFact.DisputeClosed closed -> EnumSet.of(Measure.BILLING);
            case CustomerFact.TicketOpened opened -> EnumSet.of(Measure.SENTIMENT);
            case CustomerFact.FeedbackReceived received -> EnumSet.of(Measure.SENTIMENT, Measure.ENGAGEMENT);
            case CustomerFact.Introduced introduced -> NONE;
            case CustomerFact.SubscriptionCreated created -> NONE;
            case CustomerFact.TrialEnding ending -> NONE;
            case CustomerFact.SandboxProvisioned provisioned -> NONE;
            case CustomerFact.MailSent sent -> NONE;
            case CustomerFact.DiscountApplied applied -> NONE;
            case CustomerFact.SubscriptionRenewed renewed -> NONE;
            case CustomerFact.SubscriptionPaused paused -> NONE;
            case CustomerFact.SubscriptionResumed resumed -> NONE;
            case CustomerFact.SubscriptionCancelled cancelled -> NONE;
            case CustomerFact.HealthChanged changed -> NONE;
            case CustomerFact.InterventionRaised raised -> NONE;
            case CustomerFact.UsageTrendChanged changed -> NONE;
            case CustomerFact.Erased erased -> NONE;
            case CustomerFact.Readmitted readmitted -> NONE;
            case CustomerFact.OutsideEvent event -> NONE;
        };
    }
}
