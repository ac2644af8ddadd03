package io.aegis.approval.inbound.rest;

import io.aegis.approval.application.Audit;
import io.aegis.approval.domain.AuditChain;
import io.aegis.approval.domain.AuditRecord;
import io.aegis.approval.domain.Words;
import io.aegis.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One decision and its place in the customer's chain.
 *
 * @param record with what a person wrote, where the chain has its hash; "erased" once that is forgotten
 */
record AuditEntry(AuditRecord record, String previous, String hash) {
    static List<AuditEntry> of(List<AuditChain.Link> links, Audit audit) {
        Map<AuditChain.Link, Words> words = audit.words(links);
        return links.stream().map(link -> of(link, words.get(link))).toList();
    }

    private static AuditEntry of(AuditChain.Link link, @Nullable Words words) {
        AuditRecord kept = Json.read(link.record(), AuditRecord.class);
        return new AuditEntry(Words.read(kept, Optional.ofNullable(words)), link.previous(), link.hash());
    }
}
