package io.aegis.orchestrator.domain;

import io.aegis.contracts.Intent;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Tells intents apart by the neighbours of a text among labelled utterances. All vectors have length 1, so their dot
 * product is their cosine similarity. Immutable and thread-safe.
 */
public final class IntentClassifier {
    /** One look-alike is luck; three of the same intent are a meaning. */
    private static final int NEIGHBOURS = 3;

    /** Below this mean similarity a text is about something else. Chosen on the paraphrases in the tests. */
    private static final double THRESHOLD = 0.34;

    private final Map<Intent, List<float[]>> utterances;

    public IntentClassifier(Map<Intent, List<float[]>> utterances) {
        if (utterances.isEmpty()) {
            throw new IllegalArgumentException("no utterances, nothing can be told apart");
        }
        this.utterances = new EnumMap<>(utterances);
    }

    public Understood classify(float[] text) {
        Understood nearest = utterances.entrySet().stream()
                .map(known -> new Understood(known.getKey(), nearness(text, known.getValue())))
                .max(Comparator.comparingDouble(Understood::confidence))
                .orElseThrow();
        return nearest.confidence() < THRESHOLD ? new Understood(Intent.UNKNOWN, nearest.confidence()) : nearest;
    }

    private static double nearness(float[] text, List<float[]> known) {
        PriorityQueue<Double> best = new PriorityQueue<>();
        for (float[] utterance : known) {
            best.add(similarity(text, utterance));
            if (best.size() > NEIGHBOURS) {
                best.remove();
            }
        }
        return best.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private static double similarity(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
