package io.aegis.approval.domain;

import io.aegis.approval.domain.AuditChain.Fault;
import io.aegis.approval.domain.AuditChain.Link;
import io.aegis.approval.domain.AuditChain.Verification;
import io.aegis.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a person wrote of an action. The audit's record has its hash and the words are kept beside it, so that they can be
 * forgotten with the customer, and the chain holds as before.
 *
 * @param salt random, and forgotten with them: without it nobody finds them by trying
 */
public record Words(String salt, String text) {
    private static final String HASH_OF = "sha256:";

    /** What stands in the record in place of the words. */
    public String commitment() {
        return HASH_OF + Json.hash(List.of(salt, text));
    }

    /** True for a record whose reason is such a hash. */
    public static boolean standBeside(AuditRecord record) {
        return record.saidByPerson() && record.reason().startsWith(HASH_OF);
    }

    /** The record with what its writer wrote; "erased" where that is forgotten. */
    public static AuditRecord read(AuditRecord record, Optional<Words> words) {
        return standBeside(record) ? record.because(words.map(Words::text).orElse("erased")) : record;
    }

    /**
     * The first record whose words are not what its hash was taken over, or are gone though no erasure was recorded after it.
     *
     * @param links of an intact chain
     * @param kept by their positions
     */
    public static Optional<Verification.Broken> fault(List<Link> links, Map<Long, Words> kept) {
        List<AuditRecord> records = links.stream()
                .map(link -> Json.read(link.record(), AuditRecord.class))
                .toList();
        long erasedUntil = records.stream()
                .filter(record -> record.verdict().equals(AuditRecord.ERASED))
                .mapToLong(AuditRecord::position)
                .max()
                .orElse(0);
        for (AuditRecord record : records) {
            if (standBeside(record)) {
                Words words = kept.get(record.position());
                if (words == null
                        ? record.position() > erasedUntil
                        : !words.commitment().equals(record.reason())) {
                    return Optional.of(
                            new Verification.Broken(record.position(), words == null ? Fault.MISSING : Fault.CHANGED));
                }
            }
        }
        return Optional.empty();
    }
}
