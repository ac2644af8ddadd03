package io.aegis.embeddings;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

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

    /** Initialised once, by whoever embeds first. */
    private static final class Loaded {
        static final OnCallersThread MODEL = new OnCallersThread();
    }

    /**
     * The packaged model on the calling thread alone. As packaged, it has a thread per processor that spins while it waits
     * for work, which for one short text costs more than the work.
     */
    private static final class OnCallersThread extends AbstractInProcessEmbeddingModel {
        private static final String FILES = "/all-minilm-l6-v2-q";

        private final OnnxBertBiEncoder encoder;

        OnCallersThread() {
            super(Runnable::run);
            try (InputStream model = open(".onnx");
                    InputStream tokenizer = open("-tokenizer.json");
                    OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                OrtEnvironment environment = OrtEnvironment.getEnvironment();
                this.encoder = new OnnxBertBiEncoder(
                        environment,
                        environment.createSession(model.readAllBytes(), options),
                        tokenizer,
                        PoolingMode.MEAN);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (OrtException e) {
                throw new IllegalStateException("the sentence model cannot be loaded", e);
            }
        }

        @Override
        protected OnnxBertBiEncoder model() {
            return encoder;
        }

        private static InputStream open(String ending) {
            return Objects.requireNonNull(MiniLmEmbedder.class.getResourceAsStream(FILES + ending));
        }
    }
}
