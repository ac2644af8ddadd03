package io.aegis.state.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What fades: by whole days (UTC), so that it changes at midnight only. */
final class Decay {
    private Decay() {}

    /** 1 when new, one half after a half-life, and so on. */
    static double left(long days, int halfLifeDays) {
        return days <= 0 ? 1 : Math.pow(0.5, (double) days / halfLifeDays);
    }

    static long daysSince(@Nullable Instant then, LocalDate today) {
        return then == null ? 0 : ChronoUnit.DAYS.between(LocalDate.ofInstant(then, ZoneOffset.UTC), today);
    }
}
