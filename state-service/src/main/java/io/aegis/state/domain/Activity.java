package io.aegis.state.domain;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A customer's use of the product, as far as health looks back.
 *
 * @param traffic the calls of the last 24 hours
 * @param days calls and logins by the day (UTC); days without any are absent
 */
public record Activity(Traffic traffic, NavigableMap<LocalDate, UsageTally.Count> days) {
    /** How far health looks back; more days change nothing. */
    public static final int DAYS = 63;

    public static final Activity NONE = new Activity(Traffic.NONE, new TreeMap<>());

    public Activity {
        days = Collections.unmodifiableNavigableMap(days);
    }

    /** @param last included */
    long calls(LocalDate first, LocalDate last) {
        return days.subMap(first, true, last, true).values().stream()
                .mapToLong(UsageTally.Count::calls)
                .sum();
    }

    /** The days with any use among so many before this one, the last of them first. */
    Iterable<Map.Entry<LocalDate, UsageTally.Count>> before(LocalDate today, int most) {
        return days.subMap(today.minusDays(most), true, today, false)
                .descendingMap()
                .entrySet();
    }
}
