package io.aegis.approval.application;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.PersonalRecords;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What was asked for a customer is forgotten with him; that it was decided, by whom and when, stays in the audit. */
@ApplicationScoped
public class Erasure implements PersonalRecords {
    private final Ledger ledger;
    private final ApprovalRepository approvals;
    private final AuditRepository audit;
    private final Decisions decisions;
    private final Clock clock;

    Erasure(Ledger ledger, ApprovalRepository approvals, AuditRepository audit, Decisions decisions, Clock clock) {
        this.ledger = ledger;
        this.approvals = approvals;
        this.audit = audit;
        this.decisions = decisions;
        this.clock = clock;
    }

    /** What is held is somebody's to decide first. */
    @Override
    public boolean forget(CustomerId customer, Instant until) {
        ledger.settle();
        boolean all = approvals.forget(customer, until);
        if (audit.forgetWords(customer, until) > 0) {
            decisions.erased(customer, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        }
        return all;
    }
}
