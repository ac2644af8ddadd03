package io.aegis.monitor.domain;

import io.aegis.contracts.Consent;
import io.aegis.contracts.CustomerSnapshot;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision on one customer's occasions rests on.
 *
 * @param zone where the customer is, when anybody knows
 * @param refuses why the customer is not to be contacted at all; absent when nothing is said against it
 * @param contacts when anything was said to the customer unasked, in any order
 * @param approached when this playbook last spoke to this customer, or held out instead
 */
public record Situation(
        Traits customer,
        @Nullable ZoneId zone,
        @Nullable String refuses,
        List<Instant> contacts,
        Optional<Instant> approached,
        Instant now) {
    public Situation {
        contacts = List.copyOf(contacts);
    }

    public static Situation of(
            CustomerSnapshot customer, List<Instant> contacts, Optional<Instant> approached, Instant now) {
        return new Situation(
                Traits.of(customer),
                zone(customer.contact()),
                customer.contact().consent() == Consent.WITHHELD ? "the customer does not want to be contacted" : null,
                contacts,
                approached,
                now);
    }

    /** A name that this machine's zones do not have is as good as none. */
    private static @Nullable ZoneId zone(CustomerSnapshot.Contact contact) {
        return contact.timeZone() != null && ZoneId.getAvailableZoneIds().contains(contact.timeZone())
                ? ZoneId.of(contact.timeZone())
                : null;
    }
}
