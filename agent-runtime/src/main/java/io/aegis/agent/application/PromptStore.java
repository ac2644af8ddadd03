package io.aegis.agent.application;

import java.util.Optional;

/** Whole prompts, each kept once. Outside of any transaction. */
public interface PromptStore {
    /** @param version the prompt's own, for people */
    record Kept(String hash, String version, String text) {}

    void keep(Kept prompt);

    Optional<Kept> find(String hash);
}
