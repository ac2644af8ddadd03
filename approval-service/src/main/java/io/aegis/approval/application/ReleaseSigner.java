package io.aegis.approval.application;

/** The port to the gate's private key. Thread-safe, also inside a transaction. */
public interface ReleaseSigner {
    /**
     * The signature that lets an agent execute: a JWS in compact form with its content left out.
     *
     * @throws io.aegis.messaging.NotNow while the key cannot be read
     */
    String sign(byte[] terms);
}
