package io.aegis.state.domain;

import io.aegis.contracts.CustomerFact;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the customer's payments go through. Each invoice is judged by itself: that another one was paid does not settle it.
 * What is said without an invoice is kept under {@link #ANY}: such a failure is settled by any later payment, and such a
 * payment settles whatever was open.
 */
public record Payments(Map<String, Invoice> invoices, Map<String, Dispute> disputes) {
    static final String ANY = "";
    static final Payments NONE = new Payments(Map.of(), Map.of());

    public Payments {
        invoices = Collections.unmodifiableMap(new TreeMap<>(invoices));
        disputes = Collections.unmodifiableMap(new TreeMap<>(disputes));
    }

    /** @param settledAt when it was last paid, or nothing was owed on it any more */
    public record Invoice(
            @Nullable Trouble failed,
            @Nullable Trouble overdue,
            @Nullable Instant settledAt) {
        static final Invoice NEW = new Invoice(null, null, null);

        Invoice failedAt(Instant at) {
            return new Invoice(Trouble.and(failed, at), overdue, settledAt);
        }

        Invoice overdueAt(Instant at) {
            return new Invoice(failed, Trouble.and(overdue, at), settledAt);
        }

        Invoice settledAt(Instant at) {
            return new Invoice(failed, overdue, LastWord.latest(settledAt, at));
        }
    }

    /** The first and the last time that something was told. */
    public record Trouble(Instant first, Instant last) {
        static Trouble and(@Nullable Trouble known, Instant at) {
            return known == null
                    ? new Trouble(at, at)
                    : new Trouble(
                            known.first.isBefore(at) ? known.first : at, known.last.isAfter(at) ? known.last : at);
        }

        /** Since when, if it lasts: the first time; after an earlier trouble that was settled, the last. */
        @Nullable
        Instant since(@Nullable Instant settled) {
            if (!LastWord.stands(last, settled)) {
                return null;
            }
            return LastWord.stands(first, settled) ? first : last;
        }
    }

    public record Dispute(
            @Nullable Instant openedAt, @Nullable Instant closedAt) {
        static final Dispute NEW = new Dispute(null, null);

        @Nullable
        Instant since() {
            return LastWord.stands(openedAt, closedAt) ? openedAt : null;
        }
    }

    /** Since when a payment fails; null when none does. */
    public @Nullable Instant failedSince() {
        return since(Invoice::failed);
    }

    /** Since when an invoice is overdue; null when none is. */
    public @Nullable Instant overdueSince() {
        return since(Invoice::overdue);
    }

    /** Since when a payment is disputed; null when none is. */
    public @Nullable Instant disputedSince() {
        return earliest(disputes.values().stream().map(Dispute::since));
    }

    Payments after(CustomerFact.PaymentFailed told) {
        return with(told.invoice(), invoice -> invoice.failedAt(told.at()));
    }

    Payments after(CustomerFact.InvoiceOverdue told) {
        return with(told.invoice(), invoice -> invoice.overdueAt(told.at()));
    }

    Payments after(CustomerFact.PaymentRecovered told) {
        return settled(told.invoice(), told.at());
    }

    Payments after(CustomerFact.InvoicePaid told) {
        return settled(told.invoice(), told.at());
    }

    Payments after(CustomerFact.InvoiceVoided told) {
        return settled(told.invoice(), told.at());
    }

    Payments after(CustomerFact.DisputeOpened told) {
        Dispute known = disputes.getOrDefault(told.dispute(), Dispute.NEW);
        Instant opened = known.openedAt() == null ? told.at() : LastWord.earliest(known.openedAt(), told.at());
        return with(told.dispute(), new Dispute(opened, known.closedAt()));
    }

    Payments after(CustomerFact.DisputeClosed told) {
        Dispute known = disputes.getOrDefault(told.dispute(), Dispute.NEW);
        return with(told.dispute(), new Dispute(known.openedAt(), LastWord.latest(known.closedAt(), told.at())));
    }

    private Payments settled(@Nullable String invoice, Instant at) {
        return with(invoice, known -> known.settledAt(at));
    }

    private Payments with(@Nullable String invoice, UnaryOperator<Invoice> change) {
        String reference = Objects.requireNonNullElse(invoice, ANY);
        Map<String, Invoice> next = new TreeMap<>(invoices);
        next.put(reference, change.apply(invoices.getOrDefault(reference, Invoice.NEW)));
        return new Payments(next, disputes);
    }

    private Payments with(String reference, Dispute dispute) {
        Map<String, Dispute> next = new TreeMap<>(disputes);
        next.put(reference, dispute);
        return new Payments(invoices, next);
    }

    private @Nullable Instant since(Function<Invoice, @Nullable Trouble> kind) {
        return earliest(invoices.entrySet().stream().map(entry -> {
            Trouble trouble = kind.apply(entry.getValue());
            return trouble == null ? null : trouble.since(settled(entry.getKey()));
        }));
    }

    /** When an invoice was last settled, by itself or by what settles everything. */
    private @Nullable Instant settled(String reference) {
        return reference.equals(ANY)
                ? invoices.values().stream().map(Invoice::settledAt).reduce(null, LastWord::latest)
                : LastWord.latest(
                        invoices.getOrDefault(reference, Invoice.NEW).settledAt(),
                        invoices.getOrDefault(ANY, Invoice.NEW).settledAt());
    }

    private static @Nullable Instant earliest(Stream<@Nullable Instant> moments) {
        return moments.reduce(null, LastWord::earliest);
    }
}
