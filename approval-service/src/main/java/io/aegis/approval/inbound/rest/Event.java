package io.aegis.approval.inbound.rest;

import io.aegis.approval.domain.AuditRecord;
import java.time.Instant;

/** What somebody did to an action, or said of it. */
record Event(Instant at, String what, String by, String text) {
    static Event of(AuditEntry entry) {
        AuditRecord record = entry.record();
        return new Event(record.at(), record.verdict(), record.by(), record.reason());
    }
}
