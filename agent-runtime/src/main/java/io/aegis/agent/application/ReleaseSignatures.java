package io.aegis.agent.application;

/** The port to the gate's public keys. Thread-safe, also inside a transaction. */
public interface ReleaseSignatures {
    /**
     * True when the gate has signed these bytes.
     *
     * @param signature a JWS in compact form with its content left out, from whoever sent it
     * @throws io.aegis.messaging.NotNow while the gate's keys cannot be read
     */
    boolean genuine(String signature, byte[] terms);
}
