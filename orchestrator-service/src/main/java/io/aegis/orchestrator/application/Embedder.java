package io.aegis.orchestrator.application;

/** Turns a text into a vector of length 1, so that texts of like meaning have vectors of like direction. Thread-safe. */
public interface Embedder {
    float[] embed(String text);
}
