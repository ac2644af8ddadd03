package io.aegis.approval.inbound.rest;

import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.contracts.Json;

/** One decision and its place in the customer's chain. */
record AuditEntry(AuditRecord record, String previous, String hash) {
    static AuditEntry of(AuditChain.Link link) {
        return new AuditEntry(Json.read(link.record(), AuditRecord.class), link.previous(), link.hash());
    }
}
