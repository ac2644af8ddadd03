package io.aegis.state.domain;

import io.aegis.contracts.Environment;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A customer's calls of the last 24 hours, by environment and status. */
public record Traffic(List<Count> counts) {
    public static final Traffic NONE = new Traffic(List.of());

    public Traffic {
        counts = List.copyOf(counts);
    }

    public record Count(Environment environment, int status, long calls) {
        boolean failed() {
            return status >= 400;
        }
    }

    public Traffic in(Environment environment) {
        return new Traffic(counts.stream()
                .filter(count -> count.environment() == environment)
                .toList());
    }

    public long calls() {
        return sum(counts);
    }

    public long errors() {
        return sum(counts.stream().filter(Count::failed).toList());
    }

    /** One error in a hundred calls is 1 %. Without calls there is no error rate, and this is false. */
    public boolean errorsReach(int percent) {
        return calls() > 0 && errors() * 100 >= percent * calls();
    }

    /** 0 to 100; 0 without calls. */
    public double errorPercent() {
        return calls() == 0 ? 0 : errors() * 100.0 / calls();
    }

    /** For people. */
    String inWords() {
        return calls() == 0
                ? "no calls in 24 hours"
                : String.format(
                        Locale.ROOT,
                        "%d of %d calls in 24 hours failed%s",
                        errors(),
                        calls(),
                        commonestError()
                                .map(status -> ", mostly with " + status)
                                .orElse(""));
    }

    /** The status that most of the failed calls had; the lower one of equals. */
    public Optional<Integer> commonestError() {
        Map<Integer, Long> byStatus = new HashMap<>();
        counts.stream()
                .filter(Count::failed)
                .forEach(count -> byStatus.merge(count.status(), count.calls(), Long::sum));
        return byStatus.entrySet().stream()
                .max(Map.Entry.<Integer, Long>comparingByValue()
                        .thenComparing(Map.Entry.<Integer, Long>comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey);
    }

    private static long sum(Collection<Count> counts) {
        return counts.stream().mapToLong(Count::calls).sum();
    }
}
