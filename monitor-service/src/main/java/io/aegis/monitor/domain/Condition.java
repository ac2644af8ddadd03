package io.aegis.monitor.domain;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of one trait; every part that is given must hold.
 *
 * @param present false: the trait must be absent
 * @param in the values it may have
 * @param atLeast the least number it may be; what is no number is not enough
 * @param below the number that it must be less than
 */
public record Condition(
        @Nullable Boolean present,
        @Nullable List<String> in,
        @Nullable BigDecimal atLeast,
        @Nullable BigDecimal below) {
    public Condition {
        if (present == null && in == null && atLeast == null && below == null) {
            throw new IllegalArgumentException("a condition says present, in, at-least or below");
        }
        in = in == null ? null : List.copyOf(in);
    }

    public static Condition present(boolean present) {
        return new Condition(present, null, null, null);
    }

    public static Condition in(String... values) {
        return new Condition(null, List.of(values), null, null);
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
        boolean met = (in == null || (value != null && in.contains(value)))
                && (atLeast == null
                        || number(value).filter(n -> n.compareTo(atLeast) >= 0).isPresent())
                && (below == null
                        || number(value).filter(n -> n.compareTo(below) < 0).isPresent());
        return met ? Optional.empty() : Optional.of(name + " is " + (value == null ? "absent" : value));
    }

    private static Optional<BigDecimal> number(@Nullable String value) {
        try {
            return Optional.ofNullable(value).map(BigDecimal::new);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
