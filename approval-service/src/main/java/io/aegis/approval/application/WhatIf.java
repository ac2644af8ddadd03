package io.aegis.approval.application;

import io.aegis.approval.domain.Hindsight;
import io.aegis.approval.domain.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds a policy against what was decided before. It reads, and changes nothing. */
@ApplicationScoped
public class WhatIf {
    /** So much is read into memory; a longer period is asked for in parts. */
    static final int MOST = 10_000;

    private static final Duration USUALLY = Duration.ofDays(30);

    private final Policies policies;
    private final ApprovalRepository approvals;
    private final Clock clock;

    WhatIf(Policies policies, ApprovalRepository approvals, Clock clock) {
        this.policies = policies;
        this.approvals = approvals;
        this.clock = clock;
    }

    /**
     * The first 10,000 actions of the period.
     *
     * @param from thirty days before {@code to} when absent
     * @param to now when absent
     * @throws PolicyReader.Invalid with the line and the reason
     */
    public Hindsight ask(String text, @Nullable Instant from, @Nullable Instant to) {
        Policy policy = policies.read(text);
        Instant end = Objects.requireNonNullElseGet(to, clock::instant);
        Instant begin = Objects.requireNonNullElseGet(from, () -> end.minus(USUALLY));
        return Hindsight.of(policy, begin, end, approvals.proposed(begin, end, MOST));
    }
}
