package io.aegis.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's calls over a window, and over the window of the same length before it.
 *
 * @param until end of the window, exclusive; it starts {@code hours} earlier
 * @param counts calls in the window by environment, status, key and endpoint; only combinations that occurred
 * @param callsBefore calls in the window before
 * @param errorsBefore calls of the window before that were answered with 400 or above
 */
public record UsageSummary(
        CustomerId customer, Instant until, int hours, List<Count> counts, long callsBefore, long errorsBefore) {
    public UsageSummary {
        counts = List.copyOf(counts);
    }

    public record Count(
            Environment environment, int status, @Nullable String keyHint, String endpoint, long calls) {
        public boolean failed() {
            return status >= 400;
        }
    }

    public long calls() {
        return counts.stream().mapToLong(Count::calls).sum();
    }

    public long errors() {
        return counts.stream().filter(Count::failed).mapToLong(Count::calls).sum();
    }
}
