package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.state.domain.Command;
import java.io.InputStream;
import java.time.Instant;
import java.util.Iterator;

/** Reads files of customers, record by record, with little memory however long they are. */
public interface CustomerFiles {
    /**
     * The records in their order. Reading on may throw {@link Unreadable}.
     *
     * @param at the time of the import, for what has no time of its own
     */
    Iterator<Line> read(Format format, InputStream content, Instant at);

    enum Format {
        CSV,
        NDJSON
    }

    /** One record. */
    sealed interface Line {
        /** @return where it begins; the first line is 1 */
        long number();

        record Said(long number, CustomerId customer, Command.Introduce command) implements Line {}

        record Faulty(long number, String field, String reason) implements Line {}
    }

    /** The rest of the file cannot be told apart into records. */
    final class Unreadable extends RuntimeException {
        private final long line;

        /** @param reason quotes nothing of the content */
        public Unreadable(long line, String reason) {
            super(reason);
            this.line = line;
        }

        public long line() {
            return line;
        }
    }
}
