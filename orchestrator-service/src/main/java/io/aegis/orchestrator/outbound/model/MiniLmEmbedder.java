package io.aegis.orchestrator.outbound.model;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import io.aegis.orchestrator.application.Embedder;
import jakarta.enterprise.context.ApplicationScoped;

/** A sentence model inside this process: no network, no key. It is loaded by the first call, which takes about a second. */
@ApplicationScoped
public class MiniLmEmbedder implements Embedder {
    /** The model cuts longer texts into parts; what a customer wants is said early. */
    private static final int LONGEST = 1000;

    @Override
    public float[] embed(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        return Loaded.MODEL.embed(start).content().vector();
    }

    /** Initialised once, by whoever embeds first. One text at a time is embedded on the calling thread; no pool is needed. */
    private static final class Loaded {
        static final AllMiniLmL6V2QuantizedEmbeddingModel MODEL =
                new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    }
}
