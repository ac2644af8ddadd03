package io.aegis.state.application;

/** The idempotency key stands for another content. */
public final class KeyReused extends RuntimeException {
    KeyReused() {
        super("this idempotency key was used for another content");
    }
}
