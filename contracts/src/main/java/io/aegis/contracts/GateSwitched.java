package io.aegis.contracts;

/**
 * The gate tells an agent what is stopped from now on, in place of what it said before.
 *
 * @param customer nobody: it stands for the gate, so that what it says is kept in order
 * @param signature the gate's, over {@link Stopped#bytes}
 */
@WireType("aegis.gate.switched.v1")
public record GateSwitched(CustomerId customer, Stopped stopped, String signature) implements Message {
    /** Under this name the gate speaks of itself. */
    public static final CustomerId GATE = new CustomerId("aegis.gate");

    public GateSwitched(Stopped stopped, String signature) {
        this(GATE, stopped, signature);
    }
}
