package io.aegis.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer as state-service knows it at one version.
 *
 * @param version counts the facts applied; 0 for a customer nobody has heard of
 * @param plan the billing system's name of the plan, when there is one
 */
public record CustomerSnapshot(
        CustomerId customer,
        long version,
        @Nullable String name,
        @Nullable String email,
        Stage stage,
        Tier tier,
        @Nullable String plan,
        @Nullable Instant trialEndsAt,
        List<Key> keys,
        @Nullable String sandboxUrl,
        List<String> mailsSent,
        @Nullable Discount discount,
        @Nullable Instant firstApiCallAt,
        List<Ticket> tickets,
        Health health) {
    public CustomerSnapshot {
        keys = List.copyOf(keys);
        mailsSent = List.copyOf(mailsSent);
        tickets = List.copyOf(tickets);
    }

    /** A customer nobody has heard of. */
    public static CustomerSnapshot unknown(CustomerId customer) {
        return new CustomerSnapshot(
                customer,
                0,
                null,
                null,
                Stage.NEW,
                Tier.NONE,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                List.of(),
                new Health(HealthLevel.NEW, 100, List.of()));
    }

    public record Key(KeyId key, Environment environment, String hint, Instant issuedAt) {}

    public record Discount(int percent, int months, Instant since) {}

    public record Ticket(TicketId ticket, String subject, String url, Instant openedAt) {}

    /** @param score 0 to 100 */
    public record Health(HealthLevel level, int score, List<String> reasons) {
        public Health {
            reasons = List.copyOf(reasons);
        }
    }
}
