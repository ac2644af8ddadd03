package io.aegis.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer as state-service knows it at one version.
 *
 * @param version counts the facts applied; 0 for a customer nobody has heard of
 * @param plan the billing system's name of the plan, when there is one
 * @param churn how likely the customer cancels, by a model; only where it is told between services, and absent where there are
 *     rules only
 * @param usage how the customer used the product when this was told; only where it is told between services
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
        Health health,
        Billing billing,
        Contact contact,
        @Nullable Churn churn,
        @Nullable Usage usage) {
    public CustomerSnapshot {
        keys = List.copyOf(keys);
        mailsSent = List.copyOf(mailsSent);
        tickets = List.copyOf(tickets);
    }

    /** Without a word on churn and usage. */
    public CustomerSnapshot(
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
            Health health,
            Billing billing,
            Contact contact) {
        this(
                customer,
                version,
                name,
                email,
                stage,
                tier,
                plan,
                trialEndsAt,
                keys,
                sandboxUrl,
                mailsSent,
                discount,
                firstApiCallAt,
                tickets,
                health,
                billing,
                contact,
                null,
                null);
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
                new Health(HealthLevel.NEW, 100, List.of()),
                Billing.NONE,
                Contact.UNKNOWN);
    }

    public CustomerSnapshot with(@Nullable Churn told) {
        return with(told, usage);
    }

    public CustomerSnapshot with(@Nullable Churn toldOfChurn, @Nullable Usage toldOfUsage) {
        return new CustomerSnapshot(
                customer,
                version,
                name,
                email,
                stage,
                tier,
                plan,
                trialEndsAt,
                keys,
                sandboxUrl,
                mailsSent,
                discount,
                firstApiCallAt,
                tickets,
                health,
                billing,
                contact,
                toldOfChurn,
                toldOfUsage);
    }

    public record Key(KeyId key, Environment environment, String hint, Instant issuedAt) {}

    public record Discount(int percent, int months, Instant since) {}

    public record Ticket(TicketId ticket, String subject, String url, Instant openedAt) {}

    /**
     * How healthy the customer is, and by what.
     *
     * @param score 0 to 100
     * @param reasons why the level is what it is, worst first
     * @param measures what the score is made of; empty before the first judgement
     * @param ceiling no score is above it while an exception applies; absent when none does
     * @param rules the version of the rules that judged; absent before the first judgement
     */
    public record Health(
            HealthLevel level,
            int score,
            List<String> reasons,
            @Nullable List<Measured> measures,
            @Nullable Integer ceiling,
            @Nullable String rules) {
        public Health {
            reasons = List.copyOf(reasons);
            measures = measures == null ? List.of() : List.copyOf(measures);
        }

        /** Judged by nobody yet. */
        public Health(HealthLevel level, int score, List<String> reasons) {
            this(level, score, reasons, List.of(), null, null);
        }

        @Override
        public List<Measured> measures() {
            return measures == null ? List.of() : measures;
        }

        /**
         * @param value 0 to 100
         * @param weight what the value counts; all weights make 100
         */
        public record Measured(String name, int value, int weight, String reason) {}
    }

    /**
     * What the customer pays, and whether the payments go through.
     *
     * @param renewsAt end of the period that is paid for
     * @param amount of the plan for one period
     * @param pausedSince absent while the subscription runs
     * @param failedSince since when a payment fails; absent when none does
     * @param overdueSince since when an invoice is overdue; absent when none is
     * @param disputedSince since when a payment is disputed; absent when none is
     */
    public record Billing(
            @Nullable Instant renewsAt,
            @Nullable Money amount,
            @Nullable Instant pausedSince,
            @Nullable Instant failedSince,
            @Nullable Instant overdueSince,
            @Nullable Instant disputedSince) {
        public static final Billing NONE = new Billing(null, null, null, null, null, null);
    }

    /**
     * How the customer wants to be spoken to.
     *
     * @param timeZone a name of the IANA
     * @param locale a language tag of BCP 47
     * @param consent absent for who never said, see {@link Consent}
     * @param erasedAt when his personal data was erased; absent for who is kept as usual
     */
    public record Contact(
            @Nullable String timeZone,
            @Nullable String locale,
            @Nullable Consent consent,
            @Nullable Instant erasedAt) {
        public static final Contact UNKNOWN = new Contact(null, null, null, null);
    }

    /**
     * How likely the customer cancels.
     *
     * @param probability 0 to 1
     * @param days within so many
     * @param model the version of the model that says so
     */
    public record Churn(double probability, int days, int model) {
        public Churn {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("a probability is 0 to 1");
            }
        }
    }

    /**
     * How the customer uses the product.
     *
     * @param trend against the customer's own past
     * @param calls in the 24 hours before it was told
     * @param errorPercent how many of a hundred of those calls failed, to one decimal; 0 without calls
     */
    public record Usage(UsageTrend trend, long calls, double errorPercent) {}
}
