package io.aegis.state.domain;

import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Thumbs;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of health, as a file says them. Measures of 0 to 100 make a score by their weights. Above them stand exceptions,
 * each with a level and perhaps a ceiling for the score, and the two levels that a low score has by itself: the worst level
 * that applies wins. Where none applies, who has called the API is healthy and who has not is new.
 *
 * @param version names these rules wherever they judged
 * @param step a measure that moved less since it last counted is left as it was
 */
public record HealthPolicy(
        String version, int step, Measures measures, int needsAttentionBelow, int atRiskBelow, List<Rule> exceptions) {
    private static final int BEST = 100;
    /** How far ahead is looked for a day on which time alone changes something: by then all has faded. */
    private static final int HORIZON_DAYS = 126;

    private static final int WEEK = 7;

    private static final Duration MIDNIGHTS_SPREAD = Duration.ofHours(3);
    /** The same for who had errors, whose window moves on with each full hour. */
    private static final Duration HOURS_SPREAD = Duration.ofMinutes(20);

    public HealthPolicy {
        exceptions = List.copyOf(exceptions);
        require(!version.isBlank(), "version: is missing");
        require(step >= 1 && step <= 20, "step: is 1 to 20");
        require(
                atRiskBelow >= 0 && atRiskBelow <= needsAttentionBelow && needsAttentionBelow <= BEST,
                "at-risk-below: is 0 to needs-attention-below, and that 100 at the most");
        int weights = measures.weights();
        require(weights == BEST, "weight: all of them make " + weights + ", and are to make 100");
    }

    public record Measures(
            Errors errors,
            Adoption adoption,
            Trend trend,
            Engagement engagement,
            Billing billing,
            Sentiment sentiment) {
        int weights() {
            return Stream.of(
                            errors.weight,
                            adoption.weight,
                            trend.weight,
                            engagement.weight,
                            billing.weight,
                            sentiment.weight)
                    .peek(weight -> require(weight >= 0, "weight: is 0 or more"))
                    .mapToInt(Integer::intValue)
                    .sum();
        }
    }

    /**
     * @param leastCalls below this many calls a share of errors says nothing
     * @param days how many whole days before today count beside the last 24 hours
     * @param worstPercent the share from which on the measure is 0
     */
    public record Errors(int weight, int leastCalls, int days, int halfLifeDays, int worstPercent) {
        public Errors {
            require(leastCalls >= 1, "errors: least-calls is 1 or more");
            require(days >= 1 && days <= 28, "errors: days is 1 to 28");
            require(halfLifeDays >= 1, "errors: half-life-days is 1 or more");
            require(worstPercent >= 1 && worstPercent <= BEST, "errors: worst-percent is 1 to 100");
        }
    }

    /** How many days each stage is given before the next. */
    public record Adoption(
            int weight, int trialDays, int keysDays, int firstCallDays, int validatedDays, int halfLifeDays) {
        public Adoption {
            require(
                    Stream.of(trialDays, keysDays, firstCallDays, validatedDays, halfLifeDays)
                            .allMatch(days -> days >= 1 && days <= 365),
                    "adoption: days are 1 to 365");
        }
    }

    /** @param leastCalls in the days before; fewer are no history to fall behind */
    public record Trend(int weight, int recentDays, int beforeDays, int leastCalls) {
        public Trend {
            require(recentDays >= 1 && recentDays <= 28, "trend: recent-days is 1 to 28");
            require(beforeDays >= recentDays && beforeDays <= 28, "trend: before-days is recent-days to 28");
            require(leastCalls >= 1, "trend: least-calls is 1 or more");
        }
    }

    public record Engagement(int weight, int graceDays, int halfLifeDays) {
        public Engagement {
            require(graceDays >= 1 && graceDays <= 45, "engagement: grace-days is 1 to 45");
            require(halfLifeDays >= 1, "engagement: half-life-days is 1 or more");
        }
    }

    /** @param trouble the measure on the day that trouble begins; it halves from there */
    public record Billing(int weight, int trouble, int halfLifeDays) {
        public Billing {
            require(trouble >= 0 && trouble <= BEST, "billing: trouble is 0 to 100");
            require(halfLifeDays >= 1, "billing: half-life-days is 1 or more");
        }
    }

    /** What each costs, or gives, when it is new. */
    public record Sentiment(int weight, int thumbsDown, int thumbsUp, int ticket, int halfLifeDays) {
        public Sentiment {
            require(
                    Stream.of(thumbsDown, thumbsUp, ticket).allMatch(points -> points >= 0 && points <= BEST),
                    "sentiment: points are 0 to 100");
            require(halfLifeDays >= 1, "sentiment: half-life-days is 1 or more");
        }
    }

    /** When an exception applies. */
    public enum Condition {
        CANCELLED(HealthCause.CANCELLED),
        PAYMENT_FAILED(HealthCause.PAYMENT_FAILED),
        INVOICE_OVERDUE(HealthCause.PAYMENT_FAILED),
        DISPUTED(HealthCause.PAYMENT_FAILED),
        /** At least {@code percent} of the calls of the last 24 hours failed. */
        ERRORS(HealthCause.ERRORS),
        /** A key for {@code days}, and no call yet. */
        SILENCE(HealthCause.SILENCE);

        private final HealthCause cause;

        Condition(HealthCause cause) {
            this.cause = cause;
        }
    }

    /**
     * @param ceiling no score is above it while the exception applies
     * @param percent of {@link Condition#ERRORS} only
     * @param days of {@link Condition#SILENCE} only
     */
    public record Rule(
            Condition when,
            HealthLevel level,
            @Nullable Integer ceiling,
            @Nullable Integer percent,
            @Nullable Integer days) {
        public Rule {
            String name = when.name().toLowerCase(Locale.ROOT);
            require(ceiling == null || ceiling >= 0 && ceiling <= BEST, name + ": ceiling is 0 to 100");
            require((percent != null) == (when == Condition.ERRORS), name + ": percent belongs to errors only");
            require(percent == null || percent >= 1 && percent <= BEST, name + ": percent is 1 to 100");
            require((days != null) == (when == Condition.SILENCE), name + ": days belong to silence only");
            require(days == null || days >= 1 && days <= 365, name + ": days are 1 to 365");
            require(level.compareTo(HealthLevel.HEALTHY) > 0, name + ": the level is worse than healthy");
        }
    }

    /** A rule that applies. Reasons are worded when they are told: most judgements only look whether anything differs. */
    private record Finding(
            HealthLevel level, HealthCause cause, @Nullable Integer ceiling, Supplier<String> reason) {}

    private record Reading(Measure measure, int weight, int value, Supplier<String> reason) {
        Health.Measured told() {
            return new Health.Measured(measure.wireName(), value, weight, reason.get());
        }
    }

    /** @param findings the worst first */
    private record Judgement(
            List<Reading> readings,
            List<Finding> findings,
            HealthLevel level,
            @Nullable Integer ceiling) {
        /** True when the health says the same, but for its words. */
        boolean is(Health health, String version) {
            return level == health.level()
                    && Objects.equals(ceiling, health.ceiling())
                    && version.equals(health.rules())
                    && readings.stream()
                            .map(Reading::value)
                            .toList()
                            .equals(health.measures().stream()
                                    .map(Health.Measured::value)
                                    .toList());
        }
    }

    /** @param before as last judged: what moved by less than a step since then stays as it was */
    public Assessment assess(Signs signs, Activity activity, Instant now, Health before) {
        Judgement judgement = judge(signs, activity, now, before);
        Optional<Finding> worst = judgement.findings.stream().findFirst();
        return new Assessment(
                new Health(
                        judgement.level,
                        score(judgement.readings, judgement.ceiling).rounded(),
                        judgement.findings.stream()
                                .map(finding -> finding.reason.get())
                                .distinct()
                                .toList(),
                        judgement.readings.stream().map(Reading::told).toList(),
                        judgement.ceiling,
                        version),
                worst.map(Finding::cause).orElse(HealthCause.NONE));
    }

    private Judgement judge(Signs signs, Activity activity, Instant now, Health before) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<Reading> readings = Stream.of(
                        errors(activity, today),
                        adoption(signs, today),
                        trend(activity, today),
                        engagement(signs, activity, today),
                        billing(signs, today),
                        sentiment(signs, today))
                .map(one -> settled(one, before))
                .toList();
        List<Finding> findings = new ArrayList<>();
        exceptions.forEach(rule -> reason(rule, signs, activity.traffic(), now)
                .ifPresent(reason -> findings.add(new Finding(rule.level, rule.when.cause, rule.ceiling, reason))));
        Integer ceiling = findings.stream()
                .map(Finding::ceiling)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        lowScore(score(readings, ceiling), readings).ifPresent(findings::add);
        findings.sort(Comparator.comparing(Finding::level).reversed());
        HealthLevel untroubled = signs.firstCallAt() == null ? HealthLevel.NEW : HealthLevel.HEALTHY;
        return new Judgement(
                readings,
                findings,
                findings.stream().findFirst().map(Finding::level).orElse(untroubled),
                ceiling);
    }

    private static Score score(List<Reading> readings, @Nullable Integer ceiling) {
        return Score.of(
                readings.stream().mapToInt(one -> one.weight * one.value).sum(), ceiling);
    }

    /**
     * When time alone changes the health next, as far as can be told now: with the hour in which errors leave the window of
     * 24, at the end of a silence, or on the first day to come on which a measure is another one if nothing happens.
     * Midnight's reviews are spread over hours, each customer's always at the same time of the day.
     */
    public Optional<Instant> nextReview(Signs signs, Activity activity, Instant now, Health judged, int spread) {
        List<Instant> due = new ArrayList<>();
        if (activity.traffic().errors() > 0) {
            due.add(nextHour(now, spread));
        }
        exceptions.stream()
                .filter(exception -> exception.when == Condition.SILENCE)
                .flatMap(exception -> silentUntil(exception, signs).stream())
                .filter(now::isBefore)
                .forEach(due::add);
        Activity later = new Activity(Traffic.NONE, activity.days());
        Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
        Instant soonest = due.stream().min(Comparator.naturalOrder()).orElse(Instant.MAX);
        // By weeks, and then back to the day: what fades does not come back in between. Each look is a judgement:
        // whoever is judged anew before that week anyway, as with errors within the hour, is not looked at further.
        for (int week = WEEK;
                week <= HORIZON_DAYS
                        && midnight.plus(week - WEEK + 1, ChronoUnit.DAYS).isBefore(soonest);
                week += WEEK) {
            if (!unchanged(signs, later, midnight, week, judged)) {
                int day = week - WEEK + 1;
                while (unchanged(signs, later, midnight, day, judged)) {
                    day++;
                }
                due.add(midnight.plus(day, ChronoUnit.DAYS).plus(afterMidnight(spread)));
                break;
            }
        }
        return due.stream().min(Comparator.naturalOrder());
    }

    static Instant nextHour(Instant now, int spread) {
        return now.truncatedTo(ChronoUnit.HOURS)
                .plus(1, ChronoUnit.HOURS)
                .plusSeconds(Math.floorMod(spread, HOURS_SPREAD.toSeconds()));
    }

    static Duration afterMidnight(int spread) {
        return Duration.ofSeconds(Math.floorMod(spread, MIDNIGHTS_SPREAD.toSeconds()));
    }

    private boolean unchanged(Signs signs, Activity activity, Instant midnight, int day, Health judged) {
        return judge(signs, activity, midnight.plus(day, ChronoUnit.DAYS), judged)
                .is(judged, version);
    }

    private Reading settled(Reading now, Health before) {
        if (!version.equals(before.rules()) || now.value == 0 || now.value == BEST) {
            return now;
        }
        return HealthExplanation.measured(before, now.measure.wireName())
                .filter(last -> Math.abs(now.value - last.value()) < step)
                .map(last -> new Reading(now.measure, now.weight, last.value(), last::reason))
                .orElse(now);
    }

    private Optional<Finding> lowScore(Score score, List<Reading> readings) {
        int below = score.isBelow(atRiskBelow) ? atRiskBelow : needsAttentionBelow;
        return score.isBelow(below)
                ? Optional.of(new Finding(
                        below == atRiskBelow ? HealthLevel.AT_RISK : HealthLevel.NEEDS_ATTENTION,
                        HealthCause.SCORE,
                        null,
                        () -> "the score is below " + below + ": " + worst(readings)))
                : Optional.empty();
    }

    /** What costs most. */
    private static String worst(List<Reading> readings) {
        return readings.stream()
                .filter(one -> one.value < BEST)
                .sorted(Comparator.comparing((Reading one) -> -one.weight * (BEST - one.value)))
                .limit(2)
                .map(one -> one.reason.get())
                .collect(Collectors.joining(", and "));
    }

    private Optional<Supplier<String>> reason(Rule exception, Signs signs, Traffic traffic, Instant now) {
        return switch (exception.when) {
            case CANCELLED -> when(signs.cancelled(), () -> "the subscription is cancelled");
            case PAYMENT_FAILED ->
                when(signs.failedSince() != null, () -> "a payment failed and none has arrived since");
            case INVOICE_OVERDUE -> when(signs.overdueSince() != null, () -> "an invoice is overdue");
            case DISPUTED -> when(signs.disputedSince() != null, () -> "a payment is disputed");
            case ERRORS ->
                when(
                        traffic.calls() >= measures.errors.leastCalls
                                && traffic.errorsReach(Objects.requireNonNull(exception.percent)),
                        () -> failed(traffic));
            case SILENCE ->
                silentUntil(exception, signs)
                        .filter(due -> !now.isBefore(due))
                        .map(due -> () -> "no call yet, " + exception.days + " days after the first key was issued");
        };
    }

    private static Optional<Instant> silentUntil(Rule exception, Signs signs) {
        return signs.firstCallAt() != null || signs.firstKeyAt() == null || exception.days == null
                ? Optional.empty()
                : Optional.of(signs.firstKeyAt().plus(exception.days, ChronoUnit.DAYS));
    }

    /** The worse of the last 24 hours and the days before, of which each half-life counts half. */
    private Reading errors(Activity activity, LocalDate today) {
        Errors rules = measures.errors;
        Traffic traffic = activity.traffic();
        long lost = traffic.calls() < rules.leastCalls
                ? 0
                : roundedShare(traffic.errors() * BEST, traffic.calls() * rules.worstPercent);
        double calls = 0;
        double errors = 0;
        long counted = 0;
        for (Map.Entry<LocalDate, UsageTally.Count> day : activity.before(today, rules.days)) {
            UsageTally.Count count = day.getValue();
            double left = Decay.left(ChronoUnit.DAYS.between(day.getKey(), today) - 1, rules.halfLifeDays);
            calls += left * count.calls();
            errors += left * count.errors();
            counted += count.calls();
        }
        long lostBefore =
                counted < rules.leastCalls ? 0 : Math.round(errors * BEST * BEST / (calls * rules.worstPercent));
        double percent = errors * BEST / calls;
        return measured(
                Measure.ERRORS,
                rules.weight,
                BEST - Math.max(lost, lostBefore),
                () -> lost == 0 && lostBefore == 0
                        ? "few calls fail, or none"
                        : lost >= lostBefore
                                ? failed(traffic)
                                : String.format(
                                        Locale.ROOT, "%.1f %% of the calls of %d days failed", percent, rules.days));
    }

    private Reading adoption(Signs signs, LocalDate today) {
        Adoption rules = measures.adoption;
        int expected =
                switch (signs.stage()) {
                    case NEW, PRODUCTION_READY -> Integer.MAX_VALUE;
                    case TRIAL_CREATED -> rules.trialDays;
                    case API_KEYS_GENERATED -> rules.keysDays;
                    case FIRST_API_CALL -> rules.firstCallDays;
                    case INTEGRATION_VALIDATED -> rules.validatedDays;
                };
        long late = Decay.daysSince(signs.stageSince(), today) - expected;
        return measured(
                Measure.ADOPTION,
                rules.weight,
                Math.round(BEST * Decay.left(late, rules.halfLifeDays)),
                () -> late <= 0
                        ? "no stage takes longer than expected"
                        : "for %d days longer than expected at the stage %s"
                                .formatted(late, signs.stage().wireName()));
    }

    private Reading trend(Activity activity, LocalDate today) {
        Trend rules = measures.trend;
        LocalDate first = today.minusDays(rules.recentDays);
        long recent = activity.calls(first, today.minusDays(1));
        long before = activity.calls(first.minusDays(rules.beforeDays), first.minusDays(1));
        // Of a product's first weeks nobody knows what is usual.
        boolean known =
                before >= rules.leastCalls && activity.days().firstKey().isBefore(first.minusDays(rules.recentDays));
        long value = known ? Math.min(BEST, roundedShare(recent * rules.beforeDays, before * rules.recentDays)) : BEST;
        return measured(
                Measure.TREND,
                rules.weight,
                value,
                () -> value == BEST
                        ? "no fewer calls than usual"
                        : "calls of %d days are %d %% of the customer's usual".formatted(rules.recentDays, value));
    }

    /** Products that tell of no logins, and customers who never spoke with us, are not blamed for it. */
    private Reading engagement(Signs signs, Activity activity, LocalDate today) {
        Engagement rules = measures.engagement;
        Optional<LocalDate> last = Stream.concat(
                        activity.days().entrySet().stream()
                                .filter(day -> day.getValue().logins() > 0)
                                .map(Map.Entry::getKey),
                        signs.judgements().stream().map(one -> LocalDate.ofInstant(one.at(), ZoneOffset.UTC)))
                .max(Comparator.naturalOrder());
        long silent = last.map(day -> ChronoUnit.DAYS.between(day, today)).orElse(0L);
        return measured(
                Measure.ENGAGEMENT,
                rules.weight,
                Math.round(BEST * Decay.left(silent - rules.graceDays, rules.halfLifeDays)),
                () -> silent <= rules.graceDays
                        ? "nobody has been away for long"
                        : "nobody logged in or spoke with us for %d days".formatted(silent));
    }

    private Reading billing(Signs signs, LocalDate today) {
        Billing rules = measures.billing;
        Optional<Instant> since = Stream.of(
                        Optional.ofNullable(signs.failedSince()),
                        Optional.ofNullable(signs.overdueSince()),
                        Optional.ofNullable(signs.disputedSince()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        return measured(
                Measure.BILLING,
                rules.weight,
                since.map(begin -> Math.round(
                                rules.trouble * Decay.left(Decay.daysSince(begin, today), rules.halfLifeDays)))
                        .orElse((long) BEST),
                () -> since.map(begin -> "payments are in trouble for %d days".formatted(Decay.daysSince(begin, today)))
                        .orElse("payments go through"));
    }

    private Reading sentiment(Signs signs, LocalDate today) {
        Sentiment rules = measures.sentiment;
        double points = BEST;
        for (Instant ticket : signs.tickets()) {
            points -= rules.ticket * Decay.left(Decay.daysSince(ticket, today), rules.halfLifeDays);
        }
        for (Correspondence.Judgement judgement : signs.judgements()) {
            int weight = judgement.thumbs() == Thumbs.UP ? rules.thumbsUp : -rules.thumbsDown;
            points += weight * Decay.left(Decay.daysSince(judgement.at(), today), rules.halfLifeDays);
        }
        long value = Math.clamp(Math.round(points), 0, BEST);
        long down = signs.judgements().stream()
                .filter(one -> one.thumbs() == Thumbs.DOWN)
                .count();
        return measured(
                Measure.SENTIMENT,
                rules.weight,
                value,
                () -> value == BEST
                        ? "no complaint that was not forgotten"
                        : "replies judged unhelpful: %d, tickets: %d"
                                .formatted(down, signs.tickets().size()));
    }

    private static Reading measured(Measure measure, int weight, long value, Supplier<String> reason) {
        return new Reading(measure, weight, (int) Math.clamp(value, 0, BEST), reason);
    }

    private static String failed(Traffic traffic) {
        return String.format(
                Locale.ROOT,
                "%.1f %% of %d calls in 24 hours failed%s",
                traffic.errorPercent(),
                traffic.calls(),
                traffic.commonestError()
                        .map(status -> ", mostly with " + status)
                        .orElse(""));
    }

    /** In percent, rounded half up, in whole numbers: nothing is lost on the way. */
    private static long roundedShare(long part, long whole) {
        return (2 * BEST * part + whole) / (2 * whole);
    }

    private static Optional<Supplier<String>> when(boolean applies, Supplier<String> reason) {
        return applies ? Optional.of(reason) : Optional.empty();
    }

    private static void require(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
