package io.aegis.orchestrator.application;

/** The documentation, as query-service searches it. Takes two seconds at the most. */
public interface Documentation {
    /** Declined when there is no such passage. */
    Answer<Passage> find(String passage, String token);

    /** @param text Markdown, by whoever wrote the page: untrusted */
    record Passage(String title, String section, String text) {}
}
