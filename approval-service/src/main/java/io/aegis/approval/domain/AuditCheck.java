package io.aegis.approval.domain;

import io.aegis.approval.domain.AuditChain.Fault;
import io.aegis.approval.domain.AuditChain.Head;
import io.aegis.approval.domain.AuditChain.Verification;
import io.aegis.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks an audit as it is read: first what somebody outside has kept, then the seals in order, then each customer's chain.
 * Memory grows with the seals and not with the records. It trusts nothing but the signatures. Not thread-safe.
 */
public final class AuditCheck {
    /** What is no customer: the chain of the seals. */
    public static final String SEALS = "aegis.seals";

    public enum Signed {
        /** By a key that is known. */
        GOOD,
        /** A key that is known did not sign this. */
        FORGED,
        /** By a key that is not known: true when a later seal that is good vouches for it. */
        UNKNOWN
    }

    /** The port to the gate's public keys. */
    public interface Signatures {
        Signed check(byte[] content, String signature);
    }

    /**
     * Something that is not as it was.
     *
     * @param customer whose chain; {@link #SEALS} for the seals themselves
     * @param position of the record, or number of the seal
     * @param fault changed, missing, reordered, forged or unknown_key
     */
    public record Finding(String customer, long position, String fault, String what) {}

    /** A seal that somebody has seen before. */
    public record Seen(long number, String hash) {}

    /**
     * @param records that were looked at
     * @param unsealed how many of them no seal covers yet
     * @param last the last seal, to be held against the next time
     */
    public record Report(
            long customers,
            long records,
            long seals,
            long unsealed,
            @Nullable Seen last,
            List<Finding> findings) {
        public boolean sound() {
            return findings.isEmpty();
        }
    }

    private record Pin(Head end, String by) {}

    /**
     * What is read of the audit.
     *
     * @param everybody whether it is of all customers; seals of one customer's audit name that one only
     * @param always whether it begins with the first record and ends with the last
     */
    public record Extent(boolean everybody, boolean always) {}

    private final Signatures signatures;
    private final Extent extent;
    private final Map<String, List<Pin>> pins = new TreeMap<>();
    private final Map<Long, String> expected = new HashMap<>();
    private final Set<String> looked = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable AuditSeal last;
    private Signed lastSigned = Signed.GOOD;
    private long customers;
    private long records;
    private long seals;
    private long unsealed;

    public AuditCheck(Signatures signatures, Extent extent) {
        this.signatures = signatures;
        this.extent = extent;
    }

    /** A seal of this number was seen before, with this hash. */
    public void seen(Seen seen) {
        expected.put(seen.number(), seen.hash());
    }

    /** A seal as it was published. One that the gate did not sign is nobody's word. */
    public void published(AuditSeal seal) {
        if (signed(seal) == Signed.GOOD) {
            expected.put(seal.number(), seal.hash());
            pin(seal, "published seal " + seal.number());
        }
    }

    /** The next seal. */
    public void seal(AuditSeal seal) {
        seals++;
        long number = last == null ? extent.always() ? 1 : seal.number() : last.number() + 1;
        if (seal.number() > number) {
            found(SEALS, number, Fault.MISSING, "it is not there; the next one is " + seal.number());
        } else if (seal.number() < number) {
            found(SEALS, seal.number(), Fault.REORDERED, "it comes after seal " + (number - 1));
            return;
        }
        AuditSeal.Content content = content(seal);
        if (content == null || content.number() != seal.number()) {
            found(SEALS, seal.number(), Fault.CHANGED, "it cannot be read as the seal of this number");
        } else {
            chained(seal, content);
        }
        lastSigned = signed(seal);
        if (lastSigned == Signed.FORGED) {
            found(SEALS, seal.number(), "forged", "it is not signed by the gate");
        }
        String hash = expected.remove(seal.number());
        if (hash != null && !hash.equals(seal.hash())) {
            found(SEALS, seal.number(), Fault.CHANGED, "it is not the one that was published or seen before");
        }
        pin(seal, "seal " + seal.number());
        last = seal;
    }

    private void chained(AuditSeal seal, AuditSeal.Content content) {
        if (last != null
                && last.number() == seal.number() - 1
                && !content.previous().equals(last.hash())) {
            found(SEALS, last.number(), Fault.CHANGED, "seal " + seal.number() + " remembers another one");
        }
        if (extent.everybody() && seal.ends().size() != content.ends().size()) {
            found(
                    SEALS,
                    seal.number(),
                    Fault.MISSING,
                    "it covers %d chains and names %d"
                            .formatted(content.ends().size(), seal.ends().size()));
        }
        for (Head end : seal.ends()) {
            if (!content.ends().contains(AuditSeal.hash(end))) {
                found(
                        SEALS,
                        seal.number(),
                        Fault.CHANGED,
                        "what it says of " + end.customer() + " is not what was signed");
            }
        }
    }

    private static AuditSeal.@Nullable Content content(AuditSeal seal) {
        try {
            return Json.read(seal.content(), AuditSeal.Content.class);
        } catch (Json.Unreadable e) {
            return null;
        }
    }

    private Signed signed(AuditSeal seal) {
        return signatures.check(seal.content().getBytes(StandardCharsets.UTF_8), seal.signature());
    }

    private void pin(AuditSeal seal, String by) {
        seal.ends()
                .forEach(end -> pins.computeIfAbsent(end.customer().value(), customer -> new ArrayList<>())
                        .add(new Pin(end, by)));
    }

    /**
     * One customer's chain, or the part of it that is read.
     *
     * @param words what people wrote, by the position of the record that has its hash
     */
    public void chain(AuditChain chain, Map<Long, Words> words) {
        String customer = chain.head().customer().value();
        customers++;
        records += chain.links().size();
        looked.add(customer);
        List<Pin> known = pins.getOrDefault(customer, List.of());
        long sealed = known.stream().mapToLong(pin -> pin.end.position()).max().orElse(0);
        unsealed += Math.max(
                0, chain.head().position() - Math.max(sealed, chain.before().position()));
        if (chain.verify() instanceof Verification.Broken broken) {
            found(customer, broken.position(), broken.fault(), words(broken.fault()));
            return;
        }
        for (Pin pin : known) {
            if ((extent.always() || pin.end.position() <= chain.head().position())
                    && chain.verify(pin.end) instanceof Verification.Broken broken) {
                found(
                        customer,
                        broken.position(),
                        broken.fault(),
                        broken.fault() == Fault.MISSING
                                ? "the chain ends before it; %s knows %d records".formatted(pin.by, pin.end.position())
                                : "it is another one than %s covers".formatted(pin.by));
                return;
            }
        }
        Words.fault(chain.links(), words)
                .filter(broken -> extent.always() || broken.fault() != Fault.MISSING) // erased later, perhaps
                .ifPresent(broken -> found(
                        customer,
                        broken.position(),
                        broken.fault(),
                        broken.fault() == Fault.MISSING
                                ? "what a person wrote with it is not there, and no erasure says so"
                                : "what stands there is not what a person wrote with it"));
    }

    private static String words(Fault fault) {
        return switch (fault) {
            case CHANGED -> "it is not the record that was written";
            case MISSING -> "it is not there";
            case REORDERED -> "another record stands in its place";
        };
    }

    /** Nothing more comes. */
    public Report end() {
        AuditSeal end = last;
        if (lastSigned == Signed.UNKNOWN && end != null) {
            found(SEALS, end.number(), "unknown_key", "no key that is given can tell who signed it");
        }
        long reached = end == null ? 0 : end.number();
        expected.keySet().stream()
                .filter(number -> number > reached)
                .sorted()
                .findFirst()
                .ifPresent(number -> found(
                        SEALS, reached + 1, Fault.MISSING, "seal %d was published or seen before".formatted(number)));
        if (extent.always()) {
            pins.forEach((customer, known) -> {
                if (!looked.contains(customer)) {
                    Pin latest = known.getLast();
                    found(
                            customer,
                            1,
                            Fault.MISSING,
                            "the whole chain is not there; %s knows %d records"
                                    .formatted(latest.by, latest.end.position()));
                }
            });
        }
        return new Report(
                customers,
                records,
                seals,
                unsealed,
                end == null ? null : new Seen(end.number(), end.hash()),
                List.copyOf(findings));
    }

    /** What was read cannot be: it is cut off, or is no audit. */
    public void unreadable(long line, String what) {
        findings.add(new Finding("line", line, Fault.CHANGED.wireName(), what));
    }

    private void found(String customer, long position, Fault fault, String what) {
        found(customer, position, fault.wireName(), what);
    }

    private void found(String customer, long position, String fault, String what) {
        findings.add(new Finding(customer, position, fault, what));
    }
}
