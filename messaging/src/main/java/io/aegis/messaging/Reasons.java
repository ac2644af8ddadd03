package io.aegis.messaging;

import java.sql.SQLException;

/** Words for a failure that may be stored and shown: never what a statement or a message contained. */
final class Reasons {
    private static final int LONGEST = 300;

    private Reasons() {}

    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message =
                root instanceof SQLException sql ? "state " + sql.getSQLState() : String.valueOf(root.getMessage());
        String line = root.getClass().getSimpleName() + ": "
                + message.lines().findFirst().orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}
