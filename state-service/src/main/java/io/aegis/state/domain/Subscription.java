package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import io.aegis.contracts.CustomerSnapshot.Discount;
import io.aegis.contracts.Money;
import io.aegis.contracts.Tier;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the customer has subscribed to: for each subscription the last word about each of its parts, and what follows from
 * them. A word without a reference, kept under {@link #ANY}, is about whatever the customer has; it revives nothing that was
 * cancelled. Nothing here depends on the order in which the words came.
 */
public record Subscription(
        Map<String, Line> lines, @Nullable Discount discount) {
    static final String ANY = "";
    static final Subscription NONE = new Subscription(Map.of(), null);

    private static final Comparator<Discount> DISCOUNTS = Comparator.comparing(Discount::since)
            .thenComparing(Discount::percent)
            .thenComparing(Discount::months);

    /** The most that the customer has; of the same, the one told last. */
    private static final Comparator<Line> MOST = Comparator.comparing(Line::currentTier)
            .thenComparing(Line::since, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(line -> LastWord.valueOf(line.plan), Comparator.nullsFirst(Comparator.naturalOrder()));

    public Subscription {
        lines = Collections.unmodifiableMap(new TreeMap<>(lines));
    }

    /** @param name what the billing system calls it; @param tier absent when nobody gave it one */
    public record Plan(
            @Nullable Tier tier, String name, @Nullable Money amount) implements Comparable<Plan> {
        private static final Comparator<Money> AMOUNTS =
                Comparator.comparing(Money::currency).thenComparing(Money::minorUnits);
        private static final Comparator<Plan> ORDER = Comparator.comparing(
                        Plan::tier, Comparator.nullsFirst(Comparator.<Tier>naturalOrder()))
                .thenComparing(Plan::name)
                .thenComparing(Plan::amount, Comparator.nullsFirst(AMOUNTS));

        @Override
        public int compareTo(Plan other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * One subscription, or what was said of all.
     *
     * @param tier by the last word that named one, a trial's included
     */
    public record Line(
            @Nullable LastWord<Tier> tier,
            @Nullable LastWord<Plan> plan,
            @Nullable LastWord<Instant> renewsAt,
            @Nullable LastWord<Instant> trialEndsAt,
            @Nullable LastWord<Boolean> paused,
            @Nullable Instant cancelledAt) {
        static final Line NEW = new Line(null, null, null, null, null, null);

        /** When it was last said what the customer has. */
        @Nullable
        Instant since() {
            return LastWord.latest(at(tier), at(plan));
        }

        boolean trying() {
            return tier != null && tier.value() == Tier.TRIAL && LastWord.stands(tier.at(), paidAt());
        }

        /** Since when it is paid for, or was, as far as the last words say. */
        @Nullable
        Instant paidAt() {
            return LastWord.latest(
                    tier != null && pays(tier.value()) ? tier.at() : null,
                    plan != null && pays(plan.value().tier()) ? plan.at() : null);
        }

        private static boolean pays(@Nullable Tier tier) {
            return tier != Tier.TRIAL && tier != Tier.NONE;
        }

        /** A tier from before the cancellation is gone, also when the plan came back without one. */
        Tier currentTier() {
            return tier != null && LastWord.stands(tier.at(), cancelledAt) ? tier.value() : Tier.NONE;
        }

        /** This subscription with what was said of all of them. Who pays is not set back to trying. */
        Line and(Line all) {
            boolean overruled = all.since() != null && (trying() || LastWord.stands(all.since(), since()));
            return new Line(
                    overruled && all.tier != null ? all.tier : tier,
                    overruled && all.plan != null ? all.plan : plan,
                    LastWord.later(renewsAt, all.renewsAt),
                    LastWord.later(trialEndsAt, all.trialEndsAt),
                    LastWord.later(paused, all.paused),
                    cancelledAt);
        }

        private static @Nullable Instant at(@Nullable LastWord<?> word) {
            return word == null ? null : word.at();
        }
    }

    public Tier tier() {
        return current().map(Line::currentTier).orElse(Tier.NONE);
    }

    /** True when the customer cancelled and has nothing left. */
    public boolean cancelled() {
        return lastCancelled() != null && current().isEmpty();
    }

    /** When it was first said what the customer has; null when nothing was. */
    @Nullable
    Instant since() {
        return lines.values().stream().map(Line::since).reduce(null, LastWord::earliest);
    }

    @Nullable
    String planName() {
        return plan().map(Plan::name).orElse(null);
    }

    @Nullable
    Money amount() {
        return plan().map(Plan::amount).orElse(null);
    }

    @Nullable
    Instant renewsAt() {
        return current().map(line -> LastWord.valueOf(line.renewsAt)).orElse(null);
    }

    @Nullable
    Instant pausedSince() {
        return current()
                .flatMap(line -> Optional.ofNullable(line.paused))
                .filter(LastWord::value)
                .map(LastWord::at)
                .orElse(null);
    }

    /** When the last trial ends or ended. */
    @Nullable
    Instant trialEndsAt() {
        return LastWord.valueOf(lines.values().stream().map(Line::trialEndsAt).reduce(null, LastWord::later));
    }

    /** True when the very same was told before. */
    boolean knows(CustomerFact.TrialStarted told) {
        return equals(after(told));
    }

    Subscription after(CustomerFact.TrialStarted told) {
        return with(
                told.reference(),
                line -> new Line(
                        LastWord.after(line.tier, Tier.TRIAL, told.at()),
                        line.plan,
                        line.renewsAt,
                        LastWord.after(line.trialEndsAt, told.endsAt(), told.at()),
                        line.paused,
                        line.cancelledAt));
    }

    Subscription after(CustomerFact.TrialEnding told) {
        return with(
                told.subscription(),
                line -> new Line(
                        line.tier,
                        line.plan,
                        line.renewsAt,
                        LastWord.after(line.trialEndsAt, told.endsAt(), told.at()),
                        line.paused,
                        line.cancelledAt));
    }

    Subscription after(CustomerFact.PlanChanged told) {
        return with(
                told.subscription(),
                line -> new Line(
                        LastWord.after(line.tier, told.tier(), told.at()),
                        LastWord.after(line.plan, new Plan(told.tier(), told.plan(), told.amount()), told.at()),
                        LastWord.after(line.renewsAt, told.renewsAt(), told.at()),
                        line.trialEndsAt,
                        line.paused,
                        line.cancelledAt));
    }

    Subscription after(CustomerFact.SubscriptionRenewed told) {
        return with(
                told.subscription(),
                line -> new Line(
                        line.tier,
                        line.plan,
                        LastWord.after(line.renewsAt, told.renewsAt(), told.at()),
                        line.trialEndsAt,
                        line.paused,
                        line.cancelledAt));
    }

    Subscription after(CustomerFact.SubscriptionPaused told) {
        return paused(told.subscription(), true, told.at());
    }

    Subscription after(CustomerFact.SubscriptionResumed told) {
        return paused(told.subscription(), false, told.at());
    }

    Subscription after(CustomerFact.SubscriptionCancelled told) {
        return with(
                told.subscription(),
                line -> new Line(
                        line.tier,
                        line.plan,
                        line.renewsAt,
                        line.trialEndsAt,
                        line.paused,
                        LastWord.latest(line.cancelledAt, told.at())));
    }

    Subscription after(CustomerFact.DiscountApplied told) {
        Discount next = new Discount(told.percent(), told.months(), told.at());
        return discount == null || DISCOUNTS.compare(discount, next) < 0 ? new Subscription(lines, next) : this;
    }

    private Subscription paused(@Nullable String subscription, boolean paused, Instant at) {
        return with(
                subscription,
                line -> new Line(
                        line.tier,
                        line.plan,
                        line.renewsAt,
                        line.trialEndsAt,
                        LastWord.after(line.paused, paused, at),
                        line.cancelledAt));
    }

    private Subscription with(@Nullable String subscription, UnaryOperator<Line> change) {
        String reference = Objects.requireNonNullElse(subscription, ANY);
        Map<String, Line> next = new TreeMap<>(lines);
        next.put(reference, change.apply(lines.getOrDefault(reference, Line.NEW)));
        return new Subscription(next, discount);
    }

    /** What the customer has now: his best subscription that is not cancelled; empty when there is none. */
    private Optional<Line> current() {
        Line all = lines.getOrDefault(ANY, Line.NEW);
        boolean allStands = LastWord.stands(all.since(), lastCancelled());
        Instant paid = latest(Line::paidAt);
        List<Line> own = lines.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(ANY))
                .map(Map.Entry::getValue)
                .filter(line -> LastWord.stands(line.since(), LastWord.latest(line.cancelledAt, all.cancelledAt)))
                .map(line -> allStands ? line.and(all) : line)
                .filter(line -> !line.trying() || LastWord.stands(line.since(), paid))
                .toList();
        return own.isEmpty()
                ? Optional.of(all).filter(any -> allStands)
                : own.stream().max(MOST);
    }

    private Optional<Plan> plan() {
        return current().flatMap(line -> Optional.ofNullable(line.plan)).map(LastWord::value);
    }

    private @Nullable Instant lastCancelled() {
        return latest(Line::cancelledAt);
    }

    private @Nullable Instant latest(Function<Line, @Nullable Instant> moment) {
        Stream<@Nullable Instant> moments = lines.values().stream().map(moment);
        return moments.reduce(null, LastWord::latest);
    }
}
