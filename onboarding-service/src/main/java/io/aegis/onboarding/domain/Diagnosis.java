package io.aegis.onboarding.domain;

import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.Environment;
import io.aegis.contracts.UsageSummary;
import io.aegis.contracts.UsageSummary.Count;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a customer's API calls fail, concluded from what the customer really called and which keys there are. The most
 * frequent kind of error decides; within rejected keys, the environment and the key decide.
 */
public record Diagnosis(Cause cause, Evidence evidence) {
    /** Below this share of failed calls nothing is wrong that needs a cause. */
    private static final double NOISE = 0.01;

    public sealed interface Cause {
        /** No call arrived at all: there is nothing to diagnose but the absence. */
        record NoCalls() implements Cause {}

        /** Calls succeed, but for a few. */
        record FewErrors() implements Cause {}

        /** Rejected calls go to production, and the customer has no production key. */
        record NoProductionKey() implements Cause {}

        /** A key of one environment is used in the other. */
        record WrongEnvironment(String keyHint, Environment keyOf, Environment calledIn) implements Cause {}

        /** The key that is sent is none of the customer's. */
        record UnknownKey(String keyHint, Environment environment) implements Cause {}

        /** Calls carry no key, or one that cannot be told apart. */
        record RejectedKey(Environment environment) implements Cause {}

        /** Keys are good, but may not do this. */
        record NotAllowed(String endpoint) implements Cause {}

        record WrongAddress(String endpoint) implements Cause {}

        record BadRequests(String endpoint, int status) implements Cause {}

        record TooManyCalls() implements Cause {}

        /** The product itself failed: the customer did nothing wrong. */
        record OurFault(String endpoint, int status) implements Cause {}
    }

    /**
     * The figures behind the conclusion.
     *
     * @param percent share of calls that failed, rounded to whole percent
     * @param percentBefore the same in the window before; empty without calls then
     * @param status the most frequent error status, and how many calls it answered; 0 without errors
     */
    public record Evidence(
            int hours,
            long calls,
            long errors,
            long percent,
            Optional<Long> percentBefore,
            int status,
            long withStatus) {
        /** "rising", "falling", "steady" or "new", against the window before. */
        public String trend() {
            return percentBefore
                    .map(before -> percent > before + 2 ? "rising" : percent < before - 2 ? "falling" : "steady")
                    .orElse("new");
        }
    }

    public static Diagnosis of(CustomerSnapshot customer, UsageSummary usage) {
        long calls = usage.calls();
        long errors = usage.errors();
        int status = most(usage, count -> true, Count::status).orElse(0);
        long withStatus = usage.counts().stream()
                .filter(count -> count.status() == status)
                .mapToLong(Count::calls)
                .sum();
        Evidence evidence = new Evidence(
                usage.hours(),
                calls,
                errors,
                percent(errors, calls),
                usage.callsBefore() == 0
                        ? Optional.empty()
                        : Optional.of(percent(usage.errorsBefore(), usage.callsBefore())),
                status,
                withStatus);
        Cause cause = calls == 0
                ? new Cause.NoCalls()
                : errors < NOISE * calls ? new Cause.FewErrors() : cause(customer, usage, status);
        return new Diagnosis(cause, evidence);
    }

    private static Cause cause(CustomerSnapshot customer, UsageSummary usage, int status) {
        String endpoint =
                most(usage, count -> count.status() == status, Count::endpoint).orElse("an unknown endpoint");
        return switch (status) {
            case 401 -> rejected(customer, usage);
            case 403 -> new Cause.NotAllowed(endpoint);
            case 404, 405 -> new Cause.WrongAddress(endpoint);
            case 429 -> new Cause.TooManyCalls();
            default -> status >= 500 ? new Cause.OurFault(endpoint, status) : new Cause.BadRequests(endpoint, status);
        };
    }

    private static Cause rejected(CustomerSnapshot customer, UsageSummary usage) {
        Environment environment =
                most(usage, count -> count.status() == 401, Count::environment).orElse(Environment.TEST);
        String hint = most(
                        usage,
                        count -> count.status() == 401 && count.environment() == environment && count.keyHint() != null,
                        count -> Objects.requireNonNull(count.keyHint()))
                .orElse("");
        Optional<Environment> keyOf = customer.keys().stream()
                .filter(key -> key.hint().equals(hint))
                .map(CustomerSnapshot.Key::environment)
                .findFirst();
        boolean hasKey = customer.keys().stream().anyMatch(key -> key.environment() == environment);
        if (keyOf.isPresent() && keyOf.get() != environment) {
            return new Cause.WrongEnvironment(hint, keyOf.get(), environment);
        }
        if (!hasKey && environment == Environment.PRODUCTION) {
            return new Cause.NoProductionKey();
        }
        if (!hint.isEmpty() && keyOf.isEmpty()) {
            return new Cause.UnknownKey(hint, environment);
        }
        return new Cause.RejectedKey(environment);
    }

    /** The value of failed calls that stands for the most of them. */
    private static <T extends Comparable<T>> Optional<T> most(
            UsageSummary usage, java.util.function.Predicate<Count> which, Function<Count, T> value) {
        List<Count> failed =
                usage.counts().stream().filter(Count::failed).filter(which).toList();
        return failed.stream()
                .collect(Collectors.groupingBy(value, Collectors.summingLong(Count::calls)))
                .entrySet()
                .stream()
                .max(Map.Entry.<T, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey);
    }

    private static long percent(long part, long whole) {
        return whole == 0 ? 0 : Math.round(100.0 * part / whole);
    }
}
