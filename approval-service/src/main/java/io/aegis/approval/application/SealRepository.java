package io.aegis.approval.application;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditSeal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The seals, in order. */
public interface SealRepository {
    Optional<AuditSeal> last();

    /** Whether any chain has an end that no seal covers. */
    boolean waiting();

    /** Such ends, locked for the caller's transaction; those that somebody is just changing are left for the next time. */
    List<AuditChain.Head> unsealed(int most);

    /** Part of the caller's transaction; its ends count as covered. */
    void add(AuditSeal seal, Instant at);

    /** In order, after this number, not made before {@code from}. */
    List<AuditSeal> after(long number, @Nullable Instant from, int most);
}
