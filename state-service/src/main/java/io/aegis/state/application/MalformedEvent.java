package io.aegis.state.application;

/** What came from a billing system is no event of its. The message quotes nothing. */
public final class MalformedEvent extends RuntimeException {
    public MalformedEvent(String message) {
        super(message);
    }
}
