package io.aegis.orchestrator.application;

import io.aegis.contracts.Intent;
import io.aegis.embeddings.Embedder;
import io.aegis.orchestrator.application.TextClassifier.Guess;
import io.aegis.orchestrator.application.TextClassifier.Labelled;
import io.aegis.orchestrator.domain.Understood;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/**
 * Tells what a message wants. The model is loaded beside the start of the service; who asks earlier waits for it, on the
 * calling thread. Thread-safe.
 */
@Startup
@ApplicationScoped
public class Understanding {
    private static final Logger LOG = Logger.getLogger(Understanding.class);

    /** The same few sentences come again and again, from buttons and from people. In memory only. */
    private static final int REMEMBERED = 500;

    private final Embedder embedder;
    private final KnownUtterances utterances;
    private final CompletableFuture<TextClassifier> classifier = new CompletableFuture<>();
    private final Map<String, Understood> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Understood> eldest) {
            return size() > REMEMBERED;
        }
    };

    Understanding(Embedder embedder, KnownUtterances utterances) {
        this.embedder = embedder;
        this.utterances = utterances;
    }

    @PostConstruct
    void load() {
        Thread.ofPlatform().name("understanding").daemon().start(() -> {
            try {
                long began = System.nanoTime();
                classifier.complete(learn());
                LOG.infof("intents can be told apart, after ms=%d", (System.nanoTime() - began) / 1_000_000);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("no intent can be told apart: every message is refused", e);
                classifier.completeExceptionally(e);
            }
        });
    }

    /** False when the model could not be loaded; true also while it still is. */
    public boolean works() {
        return !classifier.isCompletedExceptionally();
    }

    /**
     * @throws Refused when the model could not be loaded
     */
    public Understood understand(String text) {
        synchronized (recent) {
            Understood known = recent.get(text);
            if (known != null) {
                return known;
            }
        }
        Understood understood = understood(loaded().classify(text));
        synchronized (recent) {
            recent.put(text, understood);
        }
        return understood;
    }

    private TextClassifier loaded() {
        try {
            return classifier.join();
        } catch (CompletionException e) {
            throw new Refused(Refused.Why.UNAVAILABLE, "messages cannot be understood at the moment");
        }
    }

    private TextClassifier learn() {
        Map<Intent, List<String>> known = new EnumMap<>(utterances.byIntent());
        List<String> foreign = Objects.requireNonNullElse(known.remove(Intent.UNKNOWN), List.of());
        return TextClassifier.learn(
                embedder,
                known.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(text -> new Labelled(text, entry.getKey().wireName())))
                        .toList(),
                foreign);
    }

    private static Understood understood(Guess guess) {
        return new Understood(guess.familiar() ? Intent.of(guess.label()) : Intent.UNKNOWN, guess.confidence());
    }
}
