package io.aegis.state.domain;

import io.aegis.contracts.UsageTrend;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a customer's use compares with the same customer's past. The baseline ends before the days that are compared, so what
 * is new does not hide itself in it; days count as UTC has them, and today's are not complete, so only the last 24 hours look
 * at it. The first that applies is told, the most urgent first.
 *
 * @param ratio the new figure over the baseline, to one decimal
 */
record Trend(UsageTrend kind, double ratio) {
    private static final Trend STEADY = new Trend(UsageTrend.STEADY, 1);
    private static final int BASELINE = 28;

    /** Errors: at least so many calls on both sides, twice the share, and five points more. */
    private static final int ENOUGH_CALLS = 100;

    private static final double TWICE = 2;
    private static final double POINTS = 0.05;

    /** A spike: five times an ordinary day, and more than a few calls. */
    private static final double SPIKE = 5;

    private static final int ORDINARY_DAYS = 7;

    /** Logins: on four days of the baseline at least, and none for two weeks. */
    private static final int LOGIN_DAYS = 4;

    private static final int SILENT = 14;

    /** Growth: half as much again over two weeks as in the two before, and more in either week. */
    private static final int FORTNIGHT = 14;

    private static final double GROWTH = 1.5;
    private static final int WEEK = 7;

    static Trend of(Activity activity, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return errors(activity, today)
                .or(() -> spike(activity, today))
                .or(() -> logins(activity, today))
                .or(() -> growth(activity, today))
                .orElse(STEADY);
    }

    /**
     * When time alone changes the trend next, if nothing is called and nobody logs in: what the last 24 hours say is looked
     * at each hour, until they say it no more; of whole days it is known by which day they tell something else.
     *
     * @param spread tells how far into that hour or day; the same for a customer, another for others
     */
    static Optional<Instant> nextReview(Activity activity, Instant now, int spread) {
        UsageTrend told = of(activity, now).kind;
        if (told == UsageTrend.SPIKING || told == UsageTrend.ERRORS_RISING) {
            return Optional.of(HealthPolicy.nextHour(now, spread));
        }
        Activity later = new Activity(Traffic.NONE, activity.days());
        return turningDays(activity, LocalDate.ofInstant(now, ZoneOffset.UTC))
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
                .filter(midnight -> of(later, midnight).kind != told)
                .map(midnight -> midnight.plus(HealthPolicy.afterMidnight(spread)))
                .findFirst();
    }

    /**
     * The days to come on which the trend can turn by itself, in order. Growth is of the last two weeks, and ends, or is seen,
     * within the next one; the silence of logins begins at its day after the last of them, and is forgotten when too few of
     * them are left to compare with.
     */
    private static Stream<LocalDate> turningDays(Activity activity, LocalDate today) {
        List<LocalDate> logins = activity.days().descendingMap().entrySet().stream()
                .filter(day -> day.getValue().logins() > 0)
                .map(Map.Entry::getKey)
                .limit(LOGIN_DAYS)
                .toList();
        Stream<LocalDate> silence = logins.size() < LOGIN_DAYS
                ? Stream.empty()
                : Stream.of(
                        logins.getFirst().plusDays(SILENT + 1L),
                        logins.getLast().plusDays(SILENT + BASELINE + 1L));
        Stream<LocalDate> growth = activity.days().isEmpty()
                ? Stream.empty()
                : IntStream.rangeClosed(1, WEEK + 1).mapToObj(today::plusDays);
        return Stream.concat(growth, silence).filter(today::isBefore).distinct().sorted();
    }

    private static Optional<Trend> errors(Activity activity, LocalDate today) {
        LocalDate until = today.minusDays(2);
        long now = activity.traffic().calls();
        long calls = now < ENOUGH_CALLS ? 0 : sum(activity, until, BASELINE, UsageTally.Count::calls);
        if (calls < ENOUGH_CALLS) {
            return Optional.empty();
        }
        double before = (double) sum(activity, until, BASELINE, UsageTally.Count::errors) / calls;
        double share = (double) activity.traffic().errors() / now;
        return share >= before * TWICE && share >= before + POINTS
                ? Optional.of(new Trend(UsageTrend.ERRORS_RISING, rounded(share / Math.max(before, 0.01))))
                : Optional.empty();
    }

    private static Optional<Trend> spike(Activity activity, LocalDate today) {
        long now = activity.traffic().calls();
        if (now < ENOUGH_CALLS) {
            return Optional.empty();
        }
        List<Long> days = new ArrayList<>();
        activity.days()
                .subMap(today.minusDays(BASELINE + 1L), true, today.minusDays(2), true)
                .values()
                .forEach(day -> days.add(day.calls()));
        if (days.size() < ORDINARY_DAYS) {
            return Optional.empty();
        }
        Collections.sort(days);
        double ordinary = Math.max(1, days.get(days.size() / 2));
        return now >= SPIKE * ordinary
                ? Optional.of(new Trend(UsageTrend.SPIKING, rounded(now / ordinary)))
                : Optional.empty();
    }

    private static Optional<Trend> logins(Activity activity, LocalDate today) {
        long days = activity
                .days()
                .subMap(today.minusDays(SILENT + BASELINE), true, today.minusDays(SILENT), false)
                .values()
                .stream()
                .filter(day -> day.logins() > 0)
                .count();
        return days >= LOGIN_DAYS && sum(activity, today, SILENT + 1, UsageTally.Count::logins) == 0
                ? Optional.of(new Trend(UsageTrend.LOGINS_STOPPED, 0))
                : Optional.empty();
    }

    private static Optional<Trend> growth(Activity activity, LocalDate today) {
        LocalDate yesterday = today.minusDays(1);
        long before = sum(activity, yesterday.minusDays(FORTNIGHT), FORTNIGHT, UsageTally.Count::calls);
        long last = sum(activity, yesterday, WEEK, UsageTally.Count::calls);
        long lastButOne = sum(activity, yesterday.minusDays(WEEK), WEEK, UsageTally.Count::calls);
        boolean grows = before >= ENOUGH_CALLS
                && last + lastButOne >= GROWTH * before
                && lastButOne * 2 > before
                && last > lastButOne;
        return grows
                ? Optional.of(new Trend(UsageTrend.GROWING, rounded((last + lastButOne) / (double) before)))
                : Optional.empty();
    }

    /** @param last included, and so many days with it */
    private static long sum(Activity activity, LocalDate last, int days, ToLongFunction<UsageTally.Count> of) {
        return activity.days().subMap(last.minusDays(days - 1L), true, last, true).values().stream()
                .mapToLong(of)
                .sum();
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 10) / 10.0;
    }
}
