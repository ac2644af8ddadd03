package io.aegis.query.search;

import io.aegis.contracts.Sha256;
import io.aegis.embeddings.Embedder;
import java.util.HashMap;
import java.util.Map;

/**
 * The vectors of texts, by the texts' hashes: what did not change since the last index is not embedded again. One thread
 * fills it; afterwards it is only read.
 */
final class Vectors {
    private final Map<String, float[]> before;
    private final Map<String, float[]> now = new HashMap<>();
    private final Embedder embedder;

    private Vectors(Map<String, float[]> before, Embedder embedder) {
        this.before = before;
        this.embedder = embedder;
    }

    static Vectors first(Embedder embedder) {
        return new Vectors(Map.of(), embedder);
    }

    /** Those of the next index, which takes over what it needs of these and forgets the rest. */
    Vectors next() {
        return new Vectors(now, embedder);
    }

    float[] of(String text) {
        return now.computeIfAbsent(Sha256.hex(text), hash -> {
            float[] known = before.get(hash);
            return known != null ? known : embedder.embed(text);
        });
    }
}
