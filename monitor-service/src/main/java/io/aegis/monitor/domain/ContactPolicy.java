package io.aegis.monitor.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a customer may be contacted at all, by whatever playbook, agent or channel.
 *
 * @param most contacts within any stretch of {@code within}
 * @param quietFrom start of the quiet hours, by the customer's clock
 * @param quietUntil their end; the day after when it is before their start, none when both are the same
 */
public record ContactPolicy(int most, Duration within, LocalTime quietFrom, LocalTime quietUntil) {
    public ContactPolicy {
        if (most < 1 || within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("a contact budget is one contact at least in some time");
        }
    }

    /** The time a contact has to wait for, and why. */
    record Wait(Instant until, String reason) {}

    /**
     * @param contacts of this customer, in any order
     * @param zone where the customer is; quiet hours are nobody's when it is not known
     * @return empty when the customer may be contacted now
     */
    Optional<Wait> wait(List<Instant> contacts, @Nullable ZoneId zone, Instant now) {
        return quiet(zone, now).or(() -> spent(contacts, now));
    }

    /** Local times that a change of the clocks skips or repeats end as {@link ZonedDateTime} has it: never early. */
    private Optional<Wait> quiet(@Nullable ZoneId zone, Instant now) {
        if (zone == null || quietFrom.equals(quietUntil)) {
            return Optional.empty();
        }
        ZonedDateTime there = now.atZone(zone);
        LocalTime time = there.toLocalTime();
        boolean overMidnight = quietUntil.isBefore(quietFrom);
        boolean late = !time.isBefore(quietFrom);
        boolean early = time.isBefore(quietUntil);
        if (overMidnight ? !late && !early : !(late && early)) {
            return Optional.empty();
        }
        ZonedDateTime end = there.toLocalDate()
                .plusDays(overMidnight && late ? 1 : 0)
                .atTime(quietUntil)
                .atZone(zone)
                .withLaterOffsetAtOverlap();
        return Optional.of(new Wait(end.toInstant(), "quiet hours in " + zone + " until " + end.toInstant()));
    }

    private Optional<Wait> spent(List<Instant> contacts, Instant now) {
        List<Instant> recent = contacts.stream()
                .filter(at -> at.plus(within).isAfter(now))
                .sorted()
                .toList();
        if (recent.size() < most) {
            return Optional.empty();
        }
        Instant free = recent.get(recent.size() - most).plus(within);
        return Optional.of(
                new Wait(free, "the contact budget of %d in %s is spent until %s".formatted(most, within, free)));
    }
}
