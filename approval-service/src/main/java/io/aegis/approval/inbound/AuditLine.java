package io.aegis.approval.inbound;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.approval.domain.AuditChain;
import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of an exported audit, in the order: what it is of, the seals, chain by chain with its records and what people wrote, the end. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AuditLine.About.class, name = "about"),
    @JsonSubTypes.Type(value = AuditLine.Seal.class, name = "seal"),
    @JsonSubTypes.Type(value = AuditLine.Chain.class, name = "chain"),
    @JsonSubTypes.Type(value = AuditLine.Entry.class, name = "record"),
    @JsonSubTypes.Type(value = AuditLine.Written.class, name = "words"),
    @JsonSubTypes.Type(value = AuditLine.End.class, name = "end"),
})
public sealed interface AuditLine {
    /** What was asked for; of everybody and always where it says nothing. */
    record About(
            @Nullable CustomerId customer,
            @Nullable Instant from,
            @Nullable Instant to,
            Instant at) implements AuditLine {}

    record Seal(long number, String content, List<AuditChain.Head> ends, String signature) implements AuditLine {
        public Seal {
            ends = List.copyOf(ends);
        }
    }

    /**
     * A customer's chain, or a part of it.
     *
     * @param before hash of the record before the first that follows
     * @param begins position of the first, and {@code ends} of the last
     * @param hash of the last
     */
    record Chain(CustomerId customer, long begins, String before, long ends, String hash) implements AuditLine {}

    /** @param record the bytes that the hash is over, after {@code previous} */
    record Entry(
            CustomerId customer,
            long position,
            ActionId action,
            String verdict,
            Instant at,
            String previous,
            String record,
            String hash)
            implements AuditLine {
        public static Entry of(AuditChain.Link link) {
            return new Entry(
                    link.customer(),
                    link.position(),
                    link.action(),
                    link.verdict(),
                    link.at(),
                    link.previous(),
                    link.record(),
                    link.hash());
        }

        public AuditChain.Link link() {
            return new AuditChain.Link(customer, position, action, verdict, at, previous, record, hash);
        }
    }

    /** What a person wrote: the record at this position of the same chain has its hash. */
    record Written(long position, String salt, String text) implements AuditLine {}

    /** Without it the rest was cut off. */
    record End(long seals, long chains, long records) implements AuditLine {}
}
