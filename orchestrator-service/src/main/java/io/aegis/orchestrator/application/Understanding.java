package io.aegis.orchestrator.application;

import io.aegis.contracts.Intent;
import io.aegis.embeddings.Embedder;
import io.aegis.orchestrator.application.TextClassifier.Guess;
import io.aegis.orchestrator.application.TextClassifier.Labelled;
import io.aegis.orchestrator.domain.Asked;
import io.aegis.orchestrator.domain.Clauses;
import io.aegis.orchestrator.domain.FollowUp;
import io.aegis.orchestrator.domain.Understood;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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

    private static final int MOST_REQUESTS = 4;

    /** A clause asks for something of its own when it has that many words and is that likely to mean it. */
    private static final int FEWEST_WORDS = 3;

    private static final double SURE = 0.6;

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
     * The one thing that a message wants most.
     *
     * @param before what the conversation was about until now; a few words mean something only after that
     * @throws Refused when the model could not be loaded
     */
    public Understood understand(String text, @Nullable Intent before) {
        Optional<Intent> followUp = before == null ? Optional.empty() : FollowUp.of(text, before);
        return followUp.map(intent -> new Understood(intent, 1)).orElseGet(() -> understand(text));
    }

    /**
     * Everything that a message asks for, in order: one thing, unless several clauses are each sure to want something else.
     * No word is left out; those that ask for nothing stay with what they stand beside.
     *
     * @throws Refused when the model could not be loaded
     */
    public List<Asked> requests(String text, @Nullable Intent before) {
        Understood whole = understand(text, before);
        List<String> clauses = Clauses.of(text);
        if (clauses.size() == 1) {
            return List.of(new Asked(text, whole));
        }
        List<Asked> requests = new ArrayList<>();
        String leading = "";
        for (String clause : clauses) {
            Understood understood = understand(clause);
            Asked last = requests.isEmpty() ? null : requests.getLast();
            if (last == null && !asks(clause, understood)) {
                leading = leading + clause + " ";
            } else if (last == null) {
                requests.add(new Asked(leading + clause, understood));
            } else if (goesOn(clause, understood, last.understood().intent()) || requests.size() == MOST_REQUESTS) {
                requests.set(requests.size() - 1, new Asked(last.text() + " " + clause, last.understood()));
            } else {
                requests.add(new Asked(clause, understood));
            }
        }
        return requests.size() < 2 ? List.of(new Asked(text, whole)) : List.copyOf(requests);
    }

    private static boolean goesOn(String clause, Understood understood, Intent before) {
        return !asks(clause, understood)
                || understood.intent() == before
                || FollowUp.of(clause, before).isPresent();
    }

    private static boolean asks(String clause, Understood understood) {
        return clause.split("\\s+").length >= FEWEST_WORDS
                && understood.confidence() >= SURE
                && understood.intent() != Intent.UNKNOWN
                && understood.intent() != Intent.SMALL_TALK;
    }

    private Understood understand(String text) {
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
