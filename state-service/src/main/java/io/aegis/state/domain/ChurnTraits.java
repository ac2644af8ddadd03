package io.aegis.state.domain;

import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Thumbs;
import io.aegis.state.domain.churn.Traits;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a customer churn is judged by, at one time. Training and asking both come through here, so they mean the same by
 * it. The day itself is not complete and is left out, so that its beginning does not look like silence.
 */
final class ChurnTraits {
    private static final int MONTH = 28;
    private static final int FORTNIGHT = 14;
    private static final Duration QUARTER = Duration.ofDays(90);
    /** Fewer calls in the two weeks before are nothing to compare with. */
    private static final int COMPARABLE = 20;

    private ChurnTraits() {}

    private enum Figure {
        PLAN_DAYS(
                "days on the plan",
                known -> known.daysSince(known.customer.subscription().since())),
        TRIAL_DAYS_LEFT("days left of the trial", known -> known.daysUntil(known.snapshot.trialEndsAt())),
        RENEWAL_DAYS(
                "days until the renewal",
                known -> known.daysUntil(known.snapshot.billing().renewsAt())),
        FIRST_CALL_DAYS("days since the first call", known -> known.daysSince(known.snapshot.firstApiCallAt())),
        CALLS("calls in four weeks", known -> (double) known.use(1, MONTH).calls()),
        CALLS_TREND("calls of two weeks for one in the two before", Known::trend),
        CALL_SILENCE("days without a call", known -> known.silence(count -> count.calls() > 0)),
        ERROR_PERCENT("percent of four weeks' calls failed", Known::errorPercent),
        LOGINS("logins in four weeks", known -> (double) known.use(1, MONTH).logins()),
        LOGIN_SILENCE("days without a login", known -> known.silence(count -> count.logins() > 0)),
        PAYMENT_FAILING(
                "days since a payment failed",
                known -> known.daysSince(known.snapshot.billing().failedSince())),
        INVOICE_OVERDUE(
                "days that an invoice is overdue",
                known -> known.daysSince(known.snapshot.billing().overdueSince())),
        DISPUTED(
                "days that a payment is disputed",
                known -> known.daysSince(known.snapshot.billing().disputedSince())),
        TICKETS("tickets in 90 days", known -> known.recent(known.signs.tickets())),
        THUMBS_UP("replies found good in 90 days", known -> known.judgements(Thumbs.UP)),
        THUMBS_DOWN("replies found bad in 90 days", known -> known.judgements(Thumbs.DOWN));

        private final String words;
        private final Function<Known, @Nullable Double> reading;

        Figure(String words, Function<Known, @Nullable Double> reading) {
            this.words = words;
            this.reading = reading;
        }
    }

    private enum Kind {
        TIER("tier", known -> known.snapshot.tier().wireName()),
        STAGE("stage", known -> known.snapshot.stage().wireName()),
        PAUSED("paused", known -> yes(known.snapshot.billing().pausedSince())),
        DISCOUNTED("has a discount", known -> yes(known.snapshot.discount()));

        private final String words;
        private final Function<Known, String> reading;

        Kind(String words, Function<Known, String> reading) {
            this.words = words;
            this.reading = reading;
        }

        private static String yes(@Nullable Object value) {
            return value == null ? "no" : "yes";
        }
    }

    /** @param activity as far as {@link Activity#DAYS} before the time, at least; what it has of later days is not looked at */
    static Traits of(Customer customer, Activity activity, Instant at) {
        Known known = new Known(customer, customer.snapshot(), customer.signs(), activity, at);
        Map<String, Double> numbers = new TreeMap<>();
        for (Figure figure : Figure.values()) {
            Double number = figure.reading.apply(known);
            if (number != null) {
                numbers.put(name(figure), number);
            }
        }
        Map<String, String> labels = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            labels.put(name(kind), kind.reading.apply(known));
        }
        return new Traits(numbers, labels);
    }

    /** A trait and its value, for people. */
    static String inWords(String trait, Traits traits) {
        Double number = traits.numbers().get(trait);
        String value = number == null
                ? traits.labels().getOrDefault(trait, "none")
                : String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.1f", number);
        return Arrays.stream(Figure.values())
                        .filter(figure -> name(figure).equals(trait))
                        .map(figure -> figure.words)
                        .findFirst()
                        .or(() -> Arrays.stream(Kind.values())
                                .filter(kind -> name(kind).equals(trait))
                                .map(kind -> kind.words)
                                .findFirst())
                        .orElse(trait)
                + ": " + value;
    }

    private static String name(Enum<?> trait) {
        return trait.name().toLowerCase(Locale.ROOT);
    }

    private record Known(Customer customer, CustomerSnapshot snapshot, Signs signs, Activity activity, Instant at) {
        /** Whole days, so that they do not depend on the hour at which they are asked for. */
        @Nullable
        Double daysSince(@Nullable Instant then) {
            return then == null ? null : (double) Duration.between(then, at).toDays();
        }

        @Nullable
        Double daysUntil(@Nullable Instant then) {
            return then == null ? null : (double) Duration.between(at, then).toDays();
        }

        @Nullable
        Double trend() {
            long before = use(FORTNIGHT + 1, FORTNIGHT).calls();
            return before < COMPARABLE ? null : (double) use(1, FORTNIGHT).calls() / before;
        }

        @Nullable
        Double errorPercent() {
            UsageTally.Count month = use(1, MONTH);
            return month.calls() == 0 ? null : 100.0 * month.errors() / month.calls();
        }

        @Nullable
        Double silence(Function<UsageTally.Count, Boolean> sign) {
            return days(1, Activity.DAYS).entrySet().stream()
                    .filter(day -> sign.apply(day.getValue()))
                    .map(Map.Entry::getKey)
                    .reduce((one, other) -> other)
                    .map(last -> (double) (today().toEpochDay() - last.toEpochDay() - 1))
                    .orElse(null);
        }

        double judgements(Thumbs thumbs) {
            return recent(signs.judgements().stream()
                    .filter(judgement -> judgement.thumbs() == thumbs)
                    .map(Correspondence.Judgement::at)
                    .toList());
        }

        double recent(Collection<Instant> moments) {
            return moments.stream()
                    .filter(moment -> moment.isAfter(at.minus(QUARTER)))
                    .count();
        }

        UsageTally.Count use(int ago, int length) {
            return days(ago, length).values().stream().reduce(UsageTally.Count.NONE, UsageTally.Count::plus);
        }

        /** @param ago how many days before today the last of them is; 1 is yesterday */
        private SortedMap<LocalDate, UsageTally.Count> days(int ago, int length) {
            LocalDate last = today().minusDays(ago);
            return activity.days().subMap(last.minusDays(length - 1L), true, last, true);
        }

        private LocalDate today() {
            return LocalDate.ofInstant(at, ZoneOffset.UTC);
        }
    }
}
