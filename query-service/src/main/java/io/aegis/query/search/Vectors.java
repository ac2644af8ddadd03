package io.aegis.query.search;

import io.aegis.embeddings.Embedder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
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
        return now.computeIfAbsent(hash(text), hash -> {
            float[] known = before.get(hash);
            return known != null ? known : embedder.embed(text);
        });
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
