package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import io.aegis.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The audit of one customer, or a part of it without gaps: each link's hash covers its record and the hash before it, so that
 * nothing in the middle can change alone, and the head says how far the chain goes, so that nothing can fall off its end.
 * Whoever can write all links and the head can write another history: against that there are witnesses outside of this
 * database, the {@link AuditSeal seals} and the log.
 *
 * @param before what the first link follows; {@link Head#start} for a whole chain
 */
public record AuditChain(AuditChain.Head before, AuditChain.Head head, List<AuditChain.Link> links) {
    /** @param links in the order they are kept in */
    public AuditChain {
        links = List.copyOf(links);
    }

    /** A whole one. */
    public AuditChain(Head head, List<Link> links) {
        this(Head.start(head.customer()), head, links);
    }

    /**
     * @param position from 1, gapless
     * @param action what the record says too, to search by; like the two after it
     * @param record canonical JSON of an {@link AuditRecord}, byte for byte as it was hashed
     * @param hash SHA-256 over the previous hash and the record, in hex
     */
    public record Link(
            CustomerId customer,
            long position,
            ActionId action,
            String verdict,
            Instant at,
            String previous,
            String record,
            String hash) {
        private boolean sound() {
            return hash.equals(Sha256.hex(previous, record));
        }

        /** What this stands for as the end of a chain. */
        public Head asHead() {
            return new Head(customer, position, hash);
        }
    }

    /** The last link's position and hash; position 0 before the first. */
    public record Head(CustomerId customer, long position, String hash) {
        public static Head start(CustomerId customer) {
            return new Head(customer, 0, "0".repeat(64));
        }
    }

    public enum Fault {
        CHANGED,
        MISSING,
        REORDERED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public sealed interface Verification {
        record Intact(long records) implements Verification {}

        /** @param position of the first record that is not what or where it was */
        record Broken(long position, Fault fault) implements Verification {}
    }

    /** @param at when it was decided */
    public static Link append(Head head, Approval.Ruled decided, Instant at) {
        return append(head, AuditRecord.of(decided, at, head.position() + 1));
    }

    public static Link append(Head head, ProposedAction action, AuditRecord.Note note) {
        return append(head, AuditRecord.of(action, note, head.position() + 1));
    }

    public static Link append(Head head, AuditRecord.Operation operation) {
        return append(head, AuditRecord.of(operation, head.position() + 1));
    }

    /** @param next at the position behind the head */
    public static Link append(Head head, AuditRecord next) {
        String record = Json.text(next);
        return new Link(
                head.customer(),
                next.position(),
                next.action(),
                next.verdict(),
                next.at(),
                head.hash(),
                record,
                Sha256.hex(head.hash(), record));
    }

    public Verification verify() {
        Head last = before;
        for (Link link : links) {
            long expected = last.position() + 1;
            if (link.position() != expected) {
                boolean elsewhere = links.stream().anyMatch(other -> other.position() == expected);
                return broken(expected, elsewhere ? Fault.REORDERED : Fault.MISSING);
            }
            if (!link.sound()) {
                return broken(expected, Fault.CHANGED);
            }
            Fault fault = fault(link);
            if (fault != null) {
                return broken(expected, fault);
            }
            if (!link.previous().equals(last.hash())) {
                // this link is sound and remembers another record before it
                return broken(Math.max(before.position() + 1, last.position()), Fault.CHANGED);
            }
            last = link.asHead();
        }
        if (last.position() < head.position()) {
            return broken(last.position() + 1, Fault.MISSING);
        }
        return last.equals(head)
                ? new Verification.Intact(head.position() - before.position())
                : broken(Math.max(1, last.position()), Fault.CHANGED);
    }

    /** Whether what stands beside the record is what the record says. */
    private @Nullable Fault fault(Link link) {
        AuditRecord content;
        try {
            content = Json.read(link.record(), AuditRecord.class);
        } catch (Json.Unreadable e) {
            return Fault.CHANGED;
        }
        if (content.position() != link.position()
                || !content.customer().equals(head.customer())
                || !link.customer().equals(head.customer())) {
            return Fault.REORDERED;
        }
        return content.action().equals(link.action())
                        && content.verdict().equals(link.verdict())
                        && content.at().equals(link.at())
                ? null
                : Fault.CHANGED;
    }

    /**
     * Held against what somebody outside of the database has seen too: who wrote another history, or cut off its end with
     * the head, did not write that.
     *
     * @param witness a link's position and hash, as the log or a seal has told them
     */
    public Verification verify(Head witness) {
        Verification own = verify();
        if (own instanceof Verification.Broken || witness.position() <= before.position()) {
            return own;
        }
        return links.stream()
                .filter(link -> link.position() == witness.position())
                .findFirst()
                .map(link -> link.hash().equals(witness.hash()) ? own : broken(link.position(), Fault.CHANGED))
                .orElseGet(() -> broken(head.position() + 1, Fault.MISSING));
    }

    private static Verification broken(long position, Fault fault) {
        return new Verification.Broken(position, fault);
    }
}
