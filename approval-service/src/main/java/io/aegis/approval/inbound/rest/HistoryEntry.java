package io.aegis.approval.inbound.rest;

import io.aegis.approval.domain.AuditRecord;
import java.time.Instant;

/** What somebody did to an action, or said of it. */
record HistoryEntry(Instant at, String what, String by, String text) {
    static HistoryEntry of(AuditEntry entry) {
        AuditRecord record = entry.record();
        return new HistoryEntry(record.at(), record.verdict(), record.by(), record.reason());
    }
}
