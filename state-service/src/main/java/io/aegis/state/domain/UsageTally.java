package io.aegis.state.domain;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Environment;
import io.aegis.contracts.LoggedIn;
import io.aegis.contracts.UsageEvent;
import io.aegis.contracts.UsageRecorded;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What many usage events add up to: one entry a bucket and a day, however many events there were.
 *
 * @param calls by bucket
 * @param days calls, failed calls and logins by customer and day (UTC)
 * @param firstCalls the earliest call that succeeded, of each customer that had one
 */
public record UsageTally(Map<UsageBucket, Long> calls, Map<Day, Count> days, Map<CustomerId, FirstCall> firstCalls) {
    /** How many buckets a customer may have a day; what comes after is counted as {@link UsageBucket#OTHER}. */
    public static final int MOST_BUCKETS_A_DAY = 2000;

    private static final Duration OLDEST = Duration.ofDays(400);
    private static final Duration AHEAD = Duration.ofHours(1);

    public UsageTally {
        calls = Collections.unmodifiableMap(calls);
        days = Collections.unmodifiableMap(days);
        firstCalls = Collections.unmodifiableMap(firstCalls);
    }

    public record Day(CustomerId customer, LocalDate date) {
        /** By hand, as equals: each event is looked up by it. */
        @Override
        public int hashCode() {
            return 31 * customer.hashCode() + date.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Day day && day.customer.equals(customer) && day.date.equals(date);
        }
    }

    public record Count(long calls, long errors, long logins) {
        static final Count NONE = new Count(0, 0, 0);

        Count plus(Count more) {
            return new Count(calls + more.calls, errors + more.errors, logins + more.logins);
        }
    }

    public record FirstCall(Instant at, Environment environment) {
        FirstCall earlier(FirstCall other) {
            return other.at.isBefore(at) ? other : this;
        }
    }

    /** @throws IllegalArgumentException for a time that cannot be meant */
    public static void check(UsageEvent event, Instant now) {
        if (event.at().isAfter(now.plus(AHEAD)) || event.at().isBefore(now.minus(OLDEST))) {
            throw new IllegalArgumentException("at is more than an hour ahead, or 400 days ago");
        }
    }

    public static UsageTally of(List<? extends UsageEvent> events) {
        Map<UsageBucket, Long> calls = new HashMap<>();
        Map<Day, Count> days = new HashMap<>();
        Map<CustomerId, FirstCall> firstCalls = new HashMap<>();
        Map<String, String> endpoints = new HashMap<>();
        for (UsageEvent event : events) {
            Day day = new Day(event.customer(), LocalDate.ofInstant(event.at(), ZoneOffset.UTC));
            switch (event) {
                case UsageRecorded used -> {
                    UsageBucket bucket = UsageBucket.of(used, endpoints);
                    calls.merge(bucket, (long) used.calls(), Long::sum);
                    days.merge(day, new Count(used.calls(), bucket.failed() ? used.calls() : 0, 0), Count::plus);
                    if (!bucket.failed()) {
                        firstCalls.merge(
                                used.customer(), new FirstCall(used.at(), used.environment()), FirstCall::earlier);
                    }
                }
                case LoggedIn login -> days.merge(day, new Count(0, 0, login.logins()), Count::plus);
            }
        }
        return new UsageTally(calls, days, firstCalls);
    }

    /** Days that may not have room for all their buckets. @param kept how many each has already */
    public Set<Day> crowded(Map<Day, Integer> kept) {
        Map<Day, Integer> wanted = new HashMap<>();
        calls.keySet().forEach(bucket -> wanted.merge(dayOf(bucket), 1, Integer::sum));
        wanted.entrySet().removeIf(one -> one.getValue() + kept.getOrDefault(one.getKey(), 0) <= MOST_BUCKETS_A_DAY);
        return wanted.keySet();
    }

    /**
     * The same calls in buckets that there is room for.
     *
     * @param known all buckets that the crowded days have already
     */
    public UsageTally within(Set<Day> crowded, Set<UsageBucket> known) {
        if (crowded.isEmpty()) {
            return this;
        }
        Map<Day, Integer> used = new HashMap<>();
        known.forEach(bucket -> used.merge(dayOf(bucket), 1, Integer::sum));
        Map<UsageBucket, Long> kept = new HashMap<>();
        calls.forEach((bucket, count) -> {
            Day day = dayOf(bucket);
            boolean room = !crowded.contains(day)
                    || known.contains(bucket)
                    || used.merge(day, 1, Integer::sum) <= MOST_BUCKETS_A_DAY;
            kept.merge(room ? bucket : bucket.other(), count, Long::sum);
        });
        return new UsageTally(kept, days, firstCalls);
    }

    private static Day dayOf(UsageBucket bucket) {
        return new Day(bucket.customer(), bucket.day());
    }
}
