package io.aegis.approval.application;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.contracts.GateSwitched;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.messaging.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What operators do to the gate itself. It has a lock and an audit chain of its own, as a customer has, so that one change
 * comes after the other and none is forgotten.
 */
@ApplicationScoped
class Operations {
    private final Transactions transactions;
    private final Ledger ledger;
    private final Clock clock;

    Operations(Transactions transactions, Ledger ledger, Clock clock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** One transaction under the gate's lock. */
    <R> R run(BiFunction<UnitOfWork, Instant, R> work) {
        return transactions.call(
                GateSwitched.GATE,
                Cause.first("operation-" + UUID.randomUUID()),
                unit -> work.apply(unit, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    /** Inside the transaction of what was done. */
    void record(AuditRecord.Operation operation, UnitOfWork unit) {
        ledger.append(AuditChain.append(ledger.head(unit.customer()), operation));
    }
}
