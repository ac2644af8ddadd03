package io.aegis.contracts;

import java.util.List;

/**
 * The gate has sealed where its audit chains end. Whoever keeps these can tell later that nothing before them was changed or
 * cut off, with nothing but the gate's public keys.
 *
 * @param customer nobody: it stands for the gate, so that seals are kept in order
 * @param number from 1, gapless
 * @param content the bytes that were signed: number, hash of the seal before, time, and a hash of each end
 * @param ends whose hashes they are, in that order
 * @param signature the gate's, over the content: a JWS in compact form with its content left out
 */
@WireType("aegis.audit.sealed.v1")
public record AuditSealed(CustomerId customer, long number, String content, List<End> ends, String signature)
        implements Message {
    public AuditSealed {
        ends = List.copyOf(ends);
    }

    public AuditSealed(long number, String content, List<End> ends, String signature) {
        this(GateSwitched.GATE, number, content, ends, signature);
    }

    /** The last record of a customer's chain. */
    public record End(CustomerId customer, long position, String hash) {}
}
