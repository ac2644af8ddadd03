package io.aegis.state.domain;

import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.HealthCause;
import io.aegis.contracts.HealthLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of health. Each rule that applies gives a level, a plain reason, and points off the score of 100; the worst
 * level wins, the reasons are listed worst first. Where no rule applies, who has called the API is healthy and who has not
 * is new.
 *
 * @param leastCalls below this many calls in 24 hours an error rate says nothing
 * @param attentionPercent errors of all calls in 24 hours from which somebody should look
 * @param riskPercent the same, from which the customer may leave
 * @param silence how long after the first key a first call is expected
 */
public record HealthPolicy(int leastCalls, int attentionPercent, int riskPercent, Duration silence) {
    public static final HealthPolicy STANDARD = new HealthPolicy(10, 5, 10, Duration.ofDays(7));

    private static final int WORST = 100;

    private record Finding(HealthLevel level, HealthCause cause, int points, String reason) {}

    public Assessment assess(Customer customer, Traffic traffic, Instant now) {
        List<Finding> findings = new ArrayList<>();
        if (customer.subscription().cancelled()) {
            findings.add(
                    new Finding(HealthLevel.CHURNED, HealthCause.CANCELLED, WORST, "the subscription is cancelled"));
        }
        if (customer.payments().failedSince() != null) {
            findings.add(new Finding(
                    HealthLevel.AT_RISK,
                    HealthCause.PAYMENT_FAILED,
                    40,
                    "a payment failed and none has arrived since"));
        }
        errors(traffic).ifPresent(findings::add);
        if (silentSince(customer).filter(due -> !now.isBefore(due)).isPresent()) {
            findings.add(new Finding(
                    HealthLevel.NEEDS_ATTENTION,
                    HealthCause.SILENCE,
                    20,
                    "no call yet, " + silence.toDays() + " days after the first key was issued"));
        }
        findings.sort(Comparator.comparing(Finding::level).reversed());
        HealthLevel untroubled =
                customer.integration().firstApiCallAt() == null ? HealthLevel.NEW : HealthLevel.HEALTHY;
        Optional<Finding> worst = findings.stream().findFirst();
        Health health = new Health(
                worst.map(Finding::level).orElse(untroubled),
                Math.max(0, 100 - findings.stream().mapToInt(Finding::points).sum()),
                findings.stream().map(Finding::reason).toList());
        return new Assessment(health, worst.map(Finding::cause).orElse(HealthCause.NONE));
    }

    /**
     * When time alone may change the health next: at the end of the silence, and, while there are errors to forget or
     * successes to forget beside them, with every hour that leaves the window.
     */
    public Optional<Instant> nextReview(Customer customer, Traffic traffic, Instant now) {
        if (traffic.errors() > 0) {
            return Optional.of(now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        }
        return silentSince(customer).filter(now::isBefore);
    }

    private Optional<Finding> errors(Traffic traffic) {
        if (traffic.calls() < leastCalls || !traffic.errorsReach(attentionPercent)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                traffic.errorsReach(riskPercent) ? HealthLevel.AT_RISK : HealthLevel.NEEDS_ATTENTION,
                HealthCause.ERRORS,
                (int) Math.min(60, Math.round(3 * traffic.errorPercent())),
                String.format(
                        Locale.ROOT,
                        "%.1f %% of %d calls in 24 hours failed%s",
                        traffic.errorPercent(),
                        traffic.calls(),
                        traffic.commonestError()
                                .map(status -> ", mostly with " + status)
                                .orElse(""))));
    }

    private Optional<Instant> silentSince(Customer customer) {
        return customer.integration().firstApiCallAt() != null
                ? Optional.empty()
                : customer.integration().firstKeyAt().map(issued -> issued.plus(silence));
    }
}
