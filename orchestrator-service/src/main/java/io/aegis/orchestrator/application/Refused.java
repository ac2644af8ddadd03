package io.aegis.orchestrator.application;

import org.jspecify.annotations.Nullable;

/** A request that is not carried out. The message is for the user; nothing was changed. */
public final class Refused extends RuntimeException {
    /** The inbound side translates each into its own protocol. */
    public enum Why {
        /** The request itself makes no sense. */
        INVALID,
        WRONG_LOGIN,
        NOT_ALLOWED,
        NOT_FOUND,
        /** It does not fit what has happened before. */
        CONFLICT,
        /** The idempotency key stands for another request. */
        KEY_REUSED,
        TOO_MANY,
        UNAVAILABLE
    }

    private final Why why;

    public Refused(Why why, String message) {
        this(why, message, null);
    }

    public Refused(Why why, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
