package io.aegis.monitor.domain;

/** What a playbook does on an occasion that has come due, and why. */
public sealed interface Verdict {
    String reason();

    /** @param text Markdown */
    record Raise(String text, String reason) implements Verdict {}

    record Pass(String reason) implements Verdict {}
}
