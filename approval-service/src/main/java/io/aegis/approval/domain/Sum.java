package io.aegis.approval.domain;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that adds up over the released actions of a type: in a condition {@code percent.customer.month} is what would
 * be given to the customer in this month, with the action itself.
 *
 * @param measure an argument that is a whole number, or {@code count} for the number of actions
 */
public record Sum(String measure, Scope scope, Period period) {
    static final String COUNT = "count";

    public enum Scope {
        CUSTOMER,
        /** Over all customers, of the agent that proposes. */
        AGENT
    }

    /** Calendar periods, in the policy's time zone. */
    public enum Period {
        DAY,
        MONTH,
        EVER;

        public Instant since(Instant at, ZoneId zone) {
            ZonedDateTime day = at.atZone(zone).truncatedTo(ChronoUnit.DAYS);
            return switch (this) {
                case DAY -> day.toInstant();
                case MONTH -> day.withDayOfMonth(1).toInstant();
                case EVER -> Instant.EPOCH;
            };
        }
    }

    /** The sum that a condition's name means, if it means one. */
    static Optional<Sum> named(String name) {
        List<String> parts = List.of(name.split("\\.", -1));
        if (parts.size() != 3) {
            return Optional.empty();
        }
        return named(Scope.values(), parts.get(1))
                .flatMap(scope ->
                        named(Period.values(), parts.get(2)).map(period -> new Sum(parts.get(0), scope, period)));
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String name) {
        return Arrays.stream(values)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
