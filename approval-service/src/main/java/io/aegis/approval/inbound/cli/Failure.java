package io.aegis.approval.inbound.cli;

import org.jspecify.annotations.Nullable;

/** What a person can mend; its message is all that he is told. */
final class Failure extends RuntimeException {
    Failure(String message) {
        this(message, null);
    }

    Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
