package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Discount;
import io.aegis.contracts.Tier;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the customer has subscribed to: the first trial, the latest plan, the latest cancellation. The tier follows from
 * when each happened, so events that overtake each other lead to the same tier.
 */
public record Subscription(
        @Nullable Trial trial,
        @Nullable Plan plan,
        @Nullable Instant cancelledAt,
        @Nullable Discount discount) {
    static final Subscription NONE = new Subscription(null, null, null, null);

    /** @param reference the provider's name of the trial */
    public record Trial(String reference, Instant startedAt, Instant endsAt) {}

    /** @param name what the billing system calls it */
    public record Plan(Tier tier, String name, Instant since) {}

    /** A plan counts more than a trial, also a later one: who pays does not fall back to trying. */
    public Tier tier() {
        if (plan != null && !cancelledSince(plan.since())) {
            return plan.tier();
        }
        return trial != null && !cancelledSince(trial.startedAt()) ? Tier.TRIAL : Tier.NONE;
    }

    /** True when the customer cancelled and neither trial nor plan came after it. */
    public boolean cancelled() {
        return cancelledAt != null && tier() == Tier.NONE;
    }

    @Nullable
    String planName() {
        return plan != null && !cancelledSince(plan.since()) ? plan.name() : null;
    }

    @Nullable
    Instant trialEndsAt() {
        return trial == null ? null : trial.endsAt();
    }

    Subscription after(CustomerFact.TrialStarted told) {
        return trial != null
                ? this
                : new Subscription(new Trial(told.reference(), told.at(), told.endsAt()), plan, cancelledAt, discount);
    }

    Subscription after(CustomerFact.PlanChanged told) {
        return Latest.supersedes(told.at(), plan == null ? null : plan.since())
                ? new Subscription(trial, new Plan(told.tier(), told.plan(), told.at()), cancelledAt, discount)
                : this;
    }

    Subscription after(CustomerFact.SubscriptionCancelled told) {
        return new Subscription(trial, plan, Latest.of(cancelledAt, told.at()), discount);
    }

    Subscription after(CustomerFact.DiscountApplied told) {
        return Latest.supersedes(told.at(), discount == null ? null : discount.since())
                ? new Subscription(trial, plan, cancelledAt, new Discount(told.percent(), told.months(), told.at()))
                : this;
    }

    /** A cancellation in the very moment of the change cancels it. */
    private boolean cancelledSince(Instant begin) {
        return cancelledAt != null && !cancelledAt.isBefore(begin);
    }
}
