package io.aegis.approval.domain;

import java.time.Instant;

/** What policy says of a proposed action, and by which rule of which version of the catalogue. */
public sealed interface Ruling {
    String rule();

    String policyVersion();

    String reason();

    record Release(String rule, String policyVersion, String reason) implements Ruling {}

    /** @param deadline from this moment on nobody can release it any more */
    record Hold(String rule, String policyVersion, String reason, Instant deadline) implements Ruling {}

    record Deny(String rule, String policyVersion, String reason) implements Ruling {}
}
