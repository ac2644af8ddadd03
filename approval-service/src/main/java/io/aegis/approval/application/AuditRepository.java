package io.aegis.approval.application;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit chains as they are read; what is appended to them is in the {@link Ledger}. */
public interface AuditRepository {
    /** Those of the links that have any, and were not forgotten. */
    Map<AuditChain.Link, Words> words(List<AuditChain.Link> links);

    /**
     * Forgets what people wrote of the customer's closed actions that were proposed by then.
     *
     * @return of how many links; part of the caller's transaction
     */
    int forgetWords(CustomerId customer, Instant until);

    /** All of a customer's chain as of one moment, by position; the first thing that its transaction reads. */
    AuditChain chain(CustomerId customer);

    /**
     * The part of it from the first record that is not before {@code from} to the last that is before {@code to}, without
     * gaps. Empty when there is none. Otherwise like {@link #chain(CustomerId)}.
     */
    Optional<AuditChain> chain(CustomerId customer, @Nullable Instant from, @Nullable Instant to);

    /** Whoever has records or a head. */
    List<CustomerId> customers();

    /** The latest records of a verdict, of all customers, newest first; and how many there are. */
    Found latest(String verdict, int limit);

    record Found(long count, List<AuditChain.Link> latest) {
        public Found {
            latest = List.copyOf(latest);
        }
    }

    /** What was decided of one action, in order. */
    List<AuditChain.Link> of(ActionId action);
}
