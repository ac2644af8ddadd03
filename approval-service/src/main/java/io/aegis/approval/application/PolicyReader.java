package io.aegis.approval.application;

import io.aegis.approval.domain.PolicyDocument;

/** The port to how a policy is written down. */
public interface PolicyReader {
    /** @throws Invalid when it cannot be read */
    PolicyDocument read(String text);

    /** Where a rule of this name begins, from 1; 1 when it cannot be found. */
    int line(String text, String rule);

    /** The text is no policy. */
    final class Invalid extends RuntimeException {
        private final int line;

        public Invalid(int line, String reason) {
            super(reason);
            this.line = line;
        }

        /** Of the first fault, from 1. */
        public int line() {
            return line;
        }
    }
}
