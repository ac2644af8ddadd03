package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.CustomerSnapshot.Billing;
import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.CustomerSnapshot.Ticket;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A customer: the fold of his facts. What can be derived (stage, tier) is, so no order of facts can make the parts
 * contradict each other, and a stage cannot move back. Where facts overtake each other on the way, the time they happened
 * decides, not the time they came.
 *
 * @param version counts the facts applied
 * @param health as last assessed; its level changes by {@link CustomerFact.HealthChanged} only, while the score and the
 *     reasons follow the traffic without a new version
 */
public record Customer(
        CustomerId id,
        long version,
        Profile profile,
        Subscription subscription,
        Payments payments,
        Integration integration,
        Correspondence correspondence,
        Health health) {

    /** A customer nobody has heard of. */
    public static Customer unknown(CustomerId id) {
        return new Customer(
                id,
                0,
                Profile.EMPTY,
                Subscription.NONE,
                Payments.NONE,
                Integration.NONE,
                Correspondence.NONE,
                new Health(HealthLevel.NEW, 100, List.of()));
    }

    /** The customer after one more fact. Takes every fact in every state: history is not argued with. */
    public Customer apply(CustomerFact fact) {
        Customer next =
                switch (fact) {
                    case CustomerFact.Introduced introduced -> with(profile.after(introduced));
                    case CustomerFact.TrialStarted started -> with(subscription.after(started));
                    case CustomerFact.TrialEnding ending -> with(subscription.after(ending));
                    case CustomerFact.PlanChanged changed -> with(subscription.after(changed));
                    case CustomerFact.SubscriptionRenewed renewed -> with(subscription.after(renewed));
                    case CustomerFact.SubscriptionPaused paused -> with(subscription.after(paused));
                    case CustomerFact.SubscriptionResumed resumed -> with(subscription.after(resumed));
                    case CustomerFact.SubscriptionCancelled cancelled -> with(subscription.after(cancelled));
                    case CustomerFact.DiscountApplied applied -> with(subscription.after(applied));
                    case CustomerFact.PaymentFailed failed -> with(payments.after(failed));
                    case CustomerFact.PaymentRecovered recovered -> with(payments.after(recovered));
                    case CustomerFact.InvoicePaid paid -> with(payments.after(paid));
                    case CustomerFact.InvoiceOverdue overdue -> with(payments.after(overdue));
                    case CustomerFact.InvoiceVoided voided -> with(payments.after(voided));
                    case CustomerFact.DisputeOpened opened -> with(payments.after(opened));
                    case CustomerFact.DisputeClosed closed -> with(payments.after(closed));
                    case CustomerFact.KeyIssued issued -> with(integration.after(issued));
                    case CustomerFact.SandboxProvisioned provisioned -> with(integration.after(provisioned));
                    case CustomerFact.FirstApiCallMade made -> with(integration.after(made));
                    case CustomerFact.IntegrationValidated validated -> with(integration.after(validated));
                    case CustomerFact.MailSent sent -> with(correspondence.after(sent));
                    case CustomerFact.TicketOpened opened -> with(correspondence.after(opened));
                    case CustomerFact.FeedbackReceived received -> with(correspondence.after(received));
                    case CustomerFact.InterventionRaised raised -> with(correspondence.after(raised));
                    case CustomerFact.HealthChanged changed ->
                        with(new Health(changed.to(), health.score(), List.of(changed.reason())));
                    case CustomerFact.Erased erased ->
                        with(profile.after(erased)).with(correspondence.after(erased));
                    case CustomerFact.Readmitted readmitted -> with(profile.after(readmitted));
                    case CustomerFact.SubscriptionCreated created -> this;
                    case CustomerFact.UsageTrendChanged changed -> with(integration.after(changed));
                    case CustomerFact.OutsideEvent event -> this;
                };
        return next.at(version + 1);
    }

    /**
     * What is news among the facts told, what follows from them and from the traffic, and how healthy the customer is then. Of
     * an erased customer nothing personal is taken.
     *
     * @param told in the order they are to be applied
     */
    public Learned learn(List<CustomerFact> told, Activity activity, HealthPolicy policy, Instant now) {
        Learned learned = Learned.nothing(this).and(erased() ? Personal.without(told) : told);
        if (IntegrationPolicy.STANDARD.validates(activity.traffic())) {
            learned = learned.and(List.of(new CustomerFact.IntegrationValidated(now)));
        }
        Trend trend = Trend.of(activity, now);
        learned = learned.and(List.of(new CustomerFact.UsageTrendChanged(trend.kind(), trend.ratio(), now)));
        Assessment assessed = policy.assess(learned.customer().signs(), activity, now, health);
        if (assessed.health().level() != health.level()) {
            learned = learned.and(List.of(assessed.since(health.level(), now)));
        }
        Customer after = learned.customer();
        return new Learned(
                after.with(assessed.health()),
                learned.facts(),
                HealthChange.between(health, assessed.health(), learned.facts(), after.version, activity, now));
    }

    /**
     * When time alone changes something next, in health or in the trend of use.
     *
     * @param activity as it was when the customer was looked at last
     */
    public Optional<Instant> nextReview(Activity activity, HealthPolicy policy, Instant now) {
        int spread = id.value().hashCode();
        return Stream.of(
                        policy.nextReview(signs(), activity, now, health, spread),
                        Trend.nextReview(activity, now, spread))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** What health is judged by besides use. */
    public Signs signs() {
        return new Signs(
                stage(),
                stageSince(),
                subscription.cancelled(),
                payments.failedSince(),
                payments.overdueSince(),
                payments.disputedSince(),
                integration.firstKeyAt().orElse(null),
                integration.firstApiCallAt(),
                correspondence.tickets().stream().map(Ticket::openedAt).toList(),
                correspondence.judgements());
    }

    private @Nullable Instant stageSince() {
        return switch (stage()) {
            case NEW, PRODUCTION_READY -> null;
            case TRIAL_CREATED -> subscription.since();
            case API_KEYS_GENERATED -> integration.firstKeyAt().orElse(null);
            case FIRST_API_CALL -> integration.firstApiCallAt();
            case INTEGRATION_VALIDATED -> integration.validatedAt();
        };
    }

    /** The customer with a health that was assessed when the last of his facts was known. */
    public Customer assessed(Health then) {
        return with(then);
    }

    /** What a command makes of the customer, or why nothing. */
    public Decision decide(Command command) {
        return switch (command) {
            case Command.Introduce introduce -> decide(introduce);
            case Command.Erase erase -> decide(erase);
            case Command.Readmit readmit -> decide(readmit);
        };
    }

    /** True from the erasure of his personal data on, until he is readmitted. */
    public boolean erased() {
        return profile.erasedAt() != null;
    }

    private Decision decide(Command.Erase told) {
        if (version == 0) {
            return new Decision.Refused("", "nobody has heard of the customer");
        }
        return new Decision.Accepted(
                erased() ? List.of() : List.of(new CustomerFact.Erased(told.by(), told.reason(), told.at())));
    }

    private Decision decide(Command.Readmit told) {
        return new Decision.Accepted(
                erased() ? List.of(new CustomerFact.Readmitted(told.by(), told.reason(), told.at())) : List.of());
    }

    private Decision decide(Command.Introduce told) {
        if (erased()) {
            return new Decision.Refused("customer", "was erased");
        }
        CustomerSnapshot now = snapshot();
        List<CustomerFact> facts = new ArrayList<>();
        if (differs(told.name(), now.name())
                || differs(told.email(), now.email())
                || differs(told.timeZone(), now.contact().timeZone())
                || differs(told.locale(), now.contact().locale())
                || differs(told.contact(), now.contact().consent())) {
            facts.add(new CustomerFact.Introduced(
                    told.name(), told.email(), told.timeZone(), told.locale(), told.contact(), told.at()));
        }
        Instant since = told.since() == null ? told.at() : told.since();
        switch (told.tier()) {
            case null -> {
                if (told.plan() != null) {
                    return new Decision.Refused("tier", "a plan needs its tier");
                }
            }
            case NONE -> {
                if (now.tier() != Tier.NONE) {
                    return new Decision.Refused("tier", "a file cancels nothing: the billing system does");
                }
            }
            case TRIAL -> {
                if (now.tier() != Tier.NONE && now.tier() != Tier.TRIAL) {
                    return new Decision.Refused("tier", "the customer has a plan already");
                }
                if (told.trialEndsAt() == null) {
                    return new Decision.Refused("trialEndsAt", "a trial needs its end");
                }
                if (now.tier() == Tier.NONE) {
                    facts.add(new CustomerFact.TrialStarted("import", told.trialEndsAt(), since));
                }
            }
            case STARTER, PRO, ENTERPRISE -> {
                if (told.plan() == null) {
                    return new Decision.Refused("plan", "a tier needs the name of its plan");
                }
                if (now.tier() != told.tier() || differs(told.plan(), now.plan())) {
                    facts.add(new CustomerFact.PlanChanged(told.tier(), told.plan(), null, null, null, since));
                }
            }
        }
        return new Decision.Accepted(facts.stream().filter(this::changes).toList());
    }

    /** False for what an older time keeps from counting: recording it again and again would say nothing. */
    private boolean changes(CustomerFact fact) {
        return !knows(fact) && !apply(fact).at(version).equals(this);
    }

    private static boolean differs(@Nullable Object told, @Nullable Object known) {
        return told != null && !told.equals(known);
    }

    /** True when the fact only says again what is known, as a repeated action or call does. It is not appended then. */
    public boolean knows(CustomerFact fact) {
        return switch (fact) {
            case CustomerFact.TrialStarted started -> subscription.knows(started);
            case CustomerFact.KeyIssued issued -> integration.has(issued.key());
            case CustomerFact.SandboxProvisioned provisioned ->
                provisioned.url().equals(integration.sandboxUrl());
            case CustomerFact.FirstApiCallMade made -> integration.firstApiCallAt() != null;
            case CustomerFact.IntegrationValidated validated -> integration.validatedAt() != null;
            case CustomerFact.TicketOpened opened -> correspondence.has(opened.ticket());
            case CustomerFact.InterventionRaised raised -> correspondence.has(raised.intervention());
            case CustomerFact.HealthChanged changed -> changed.to() == health.level();
            case CustomerFact.FeedbackReceived received -> correspondence.equals(correspondence.after(received));
            case CustomerFact.Introduced introduced -> false;
            case CustomerFact.MailSent sent -> false;
            case CustomerFact.DiscountApplied applied -> false;
            case CustomerFact.SubscriptionCreated created -> false;
            case CustomerFact.TrialEnding ending -> false;
            case CustomerFact.PlanChanged changed -> false;
            case CustomerFact.SubscriptionRenewed renewed -> false;
            case CustomerFact.SubscriptionPaused paused -> false;
            case CustomerFact.SubscriptionResumed resumed -> false;
            case CustomerFact.SubscriptionCancelled cancelled -> false;
            case CustomerFact.PaymentFailed failed -> false;
            case CustomerFact.PaymentRecovered recovered -> false;
            case CustomerFact.InvoicePaid paid -> false;
            case CustomerFact.InvoiceOverdue overdue -> false;
            case CustomerFact.InvoiceVoided voided -> false;
            case CustomerFact.DisputeOpened opened -> false;
            case CustomerFact.DisputeClosed closed -> false;
            case CustomerFact.UsageTrendChanged changed -> changed.trend() == integration.lastTrend();
            case CustomerFact.Erased erased -> erased();
            case CustomerFact.Readmitted readmitted -> !erased();
            case CustomerFact.OutsideEvent event -> false;
        };
    }

    /** The furthest stage that the facts reach, whatever was left out on the way. */
    public Stage stage() {
        Stage integrated = integration.stage();
        return integrated == Stage.NEW && subscription.trialEndsAt() != null ? Stage.TRIAL_CREATED : integrated;
    }

    /** The customer as others see him. */
    public CustomerSnapshot snapshot() {
        return new CustomerSnapshot(
                id,
                version,
                LastWord.valueOf(profile.name()),
                LastWord.valueOf(profile.email()),
                stage(),
                subscription.tier(),
                subscription.planName(),
                subscription.trialEndsAt(),
                integration.keys(),
                integration.sandboxUrl(),
                correspondence.mailsSent(),
                subscription.discount(),
                integration.firstApiCallAt(),
                correspondence.tickets(),
                health,
                new Billing(
                        subscription.renewsAt(),
                        subscription.amount(),
                        subscription.pausedSince(),
                        payments.failedSince(),
                        payments.overdueSince(),
                        payments.disputedSince()),
                profile.contact());
    }

    /** As others are told; the trend is the one that was told last. */
    public CustomerSnapshot.Usage usage(Activity activity) {
        Traffic traffic = activity.traffic();
        return new CustomerSnapshot.Usage(
                integration.lastTrend(), traffic.calls(), Math.round(traffic.errorPercent() * 10) / 10.0);
    }

    private Customer at(long newVersion) {
        return new Customer(id, newVersion, profile, subscription, payments, integration, correspondence, health);
    }

    private Customer with(Profile next) {
        return new Customer(id, version, next, subscription, payments, integration, correspondence, health);
    }

    private Customer with(Subscription next) {
        return new Customer(id, version, profile, next, payments, integration, correspondence, health);
    }

    private Customer with(Payments next) {
        return new Customer(id, version, profile, subscription, next, integration, correspondence, health);
    }

    private Customer with(Integration next) {
        return new Customer(id, version, profile, subscription, payments, next, correspondence, health);
    }

    private Customer with(Correspondence next) {
        return new Customer(id, version, profile, subscription, payments, integration, next, health);
    }

    private Customer with(Health next) {
        return new Customer(id, version, profile, subscription, payments, integration, correspondence, next);
    }
}
