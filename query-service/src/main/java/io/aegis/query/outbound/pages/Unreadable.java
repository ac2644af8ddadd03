package io.aegis.query.outbound.pages;

import java.io.Serial;

/** A file is not what its name says. The message quotes nothing of it. */
final class Unreadable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
        super(message);
    }
}
