package io.aegis.approval.domain;

import java.time.Instant;

/** What policy says of a proposed action, and by which rule of which version. */
public sealed interface Ruling {
    String rule();

    String policyVersion();

    String reason();

    default String verdict() {
        return switch (this) {
            case Release release -> "release";
            case Hold hold -> "hold";
            case Deny deny -> "deny";
        };
    }

    record Release(String rule, String policyVersion, String reason) implements Ruling {}

    /** @param deadline from this moment on nobody of these can release it any more */
    record Hold(String rule, String policyVersion, String reason, Instant deadline, Approvers approvers)
            implements Ruling {
        /** The same for other approvers. */
        public Hold by(Approvers others) {
            return new Hold(rule, policyVersion, reason, deadline, others);
        }

        Hold escalated() {
            return new Hold(rule, policyVersion, reason, deadline.plus(approvers.within()), approvers.escalated());
        }
    }

    record Deny(String rule, String policyVersion, String reason) implements Ruling {}
}
