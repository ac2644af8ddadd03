package io.aegis.monitor.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of one trait; every part that is given must hold.
 *
 * @param present false: the trait must be absent
 * @param in the values it may have
 */
public record Condition(@Nullable Boolean present, @Nullable List<String> in) {
    public Condition {
        if (present == null && in == null) {
            throw new IllegalArgumentException("a condition says present or in");
        }
        in = in == null ? null : List.copyOf(in);
    }

    /** Why the conditions, by trait, do not hold; empty when they do. */
    static Optional<String> unmet(Map<String, Condition> conditions, Traits traits) {
        return conditions.entrySet().stream()
                .flatMap(entry -> entry.getValue().unmet(entry.getKey(), traits.get(entry.getKey())).stream())
                .findFirst();
    }

    private Optional<String> unmet(String name, @Nullable String value) {
        if (present != null && present != (value != null)) {
            return Optional.of(name + (present ? " is absent" : " is present"));
        }
        if (in != null && (value == null || !in.contains(value))) {
            return Optional.of(name + " is " + (value == null ? "absent" : value));
        }
        return Optional.empty();
    }
}
