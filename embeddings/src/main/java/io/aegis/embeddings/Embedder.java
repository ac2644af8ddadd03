package io.aegis.embeddings;

/**
 * Turns a text into a vector of length 1, so that texts of like meaning have vectors of like direction: their inner product
 * is the cosine. The same text gives the same vector in every process. It works on the calling thread. Thread-safe.
 */
public interface Embedder {
    /** The vector of the text's first 1000 characters. */
    float[] embed(String text);
}
