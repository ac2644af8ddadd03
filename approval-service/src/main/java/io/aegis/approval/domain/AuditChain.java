package io.aegis.approval.domain;

import io.aegis.contracts.ActionId;
import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.ProposedAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The audit of one customer: each link's hash covers its record and the hash before it, so that nothing in the middle can
 * change alone, and the head says how far the chain goes, so that nothing can fall off its end. Whoever can write all links
 * and the head can write another history: against that there is a witness outside of this database, the log.
 */
public record AuditChain(AuditChain.Head head, List<AuditChain.Link> links) {
    /** @param links in the order they are kept in */
    public AuditChain {
        links = List.copyOf(links);
    }

    /**
     * @param position from 1, gapless
     * @param record canonical JSON of an {@link AuditRecord}, byte for byte as it was hashed
     * @param hash SHA-256 over the previous hash and the record, in hex
     */
    public record Link(
            CustomerId customer, long position, ActionId action, String previous, String record, String hash) {
        private boolean sound() {
            return hash.equals(sha256(previous, record));
        }

        private boolean inPlace() {
            try {
                AuditRecord content = Json.read(record, AuditRecord.class);
                return content.position() == position
                        && content.customer().equals(customer)
                        && content.action().equals(action);
            } catch (Json.Unreadable e) {
                return false;
            }
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

    public static Link append(Head head, Approval.Ruled decided) {
        return append(head, AuditRecord.of(decided, head.position() + 1));
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
                head.customer(), next.position(), next.action(), head.hash(), record, sha256(head.hash(), record));
    }

    public Verification verify() {
        Head last = Head.start(head.customer());
        for (Link link : links) {
            long expected = last.position() + 1;
            if (link.position() != expected) {
                boolean elsewhere = links.stream().anyMatch(other -> other.position() == expected);
                return broken(expected, elsewhere ? Fault.REORDERED : Fault.MISSING);
            }
            if (!link.sound()) {
                return broken(expected, Fault.CHANGED);
            }
            if (!link.inPlace() || !link.customer().equals(head.customer())) {
                return broken(expected, Fault.REORDERED);
            }
            if (!link.previous().equals(last.hash())) {
                // this link is sound and remembers another record before it
                return broken(Math.max(1, last.position()), Fault.CHANGED);
            }
            last = new Head(head.customer(), link.position(), link.hash());
        }
        if (last.position() < head.position()) {
            return broken(last.position() + 1, Fault.MISSING);
        }
        return last.equals(head)
                ? new Verification.Intact(head.position())
                : broken(Math.max(1, last.position()), Fault.CHANGED);
    }

    /**
     * Held against what somebody outside of the database has seen too: who wrote another history, or cut off its end with
     * the head, did not write that.
     *
     * @param witness a link's position and hash, as the log has told them
     */
    public Verification verify(Head witness) {
        Verification own = verify();
        if (own instanceof Verification.Broken) {
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

    private static String sha256(String previous, String record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(record.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
