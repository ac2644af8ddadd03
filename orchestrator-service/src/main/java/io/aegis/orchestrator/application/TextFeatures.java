package io.aegis.orchestrator.application;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;

/**
 * What a text is judged by: the direction of its meaning, and its words and pairs of words. Meaning carries over to words
 * that were never seen; words tell apart what means nearly the same ("card is late" from "card is lost"). Immutable and
 * thread-safe.
 */
final class TextFeatures {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}']+");

    /** The length of the words' part; that of the meaning is 1. Chosen on held-out parts of BANKING77's training set. */
    private static final double WEIGHT_OF_WORDS = 0.5;

    /** Names that no term has, since terms are lower case. */
    private final List<String> directions;

    private final Map<String, Double> rarity = new HashMap<>();

    /**
     * @param dimensions the length of an embedding
     * @param texts which words there are, and how rare each is: log((1 + texts) / (1 + texts with the word)) + 1
     */
    TextFeatures(int dimensions, Collection<String> texts) {
        this.directions = IntStream.range(0, dimensions).mapToObj(i -> "D" + i).toList();
        Map<String, Integer> found = new HashMap<>();
        for (String text : texts) {
            new HashSet<>(terms(text)).forEach(term -> found.merge(term, 1, Integer::sum));
        }
        found.forEach((term, count) -> rarity.put(term, Math.log((1.0 + texts.size()) / (1.0 + count)) + 1));
    }

    /** @param meaning the text's embedding */
    Example<Label> example(String text, float[] meaning, Label label) {
        Map<String, Double> words = words(text);
        double length = Math.sqrt(
                words.values().stream().mapToDouble(weight -> weight * weight).sum());
        List<Feature> features = new ArrayList<>(meaning.length + words.size());
        for (int i = 0; i < meaning.length; i++) {
            features.add(new Feature(directions.get(i), meaning[i]));
        }
        words.forEach((term, weight) -> features.add(new Feature(term, WEIGHT_OF_WORDS * weight / length)));
        return new ArrayExample<>(label, features);
    }

    private Map<String, Double> words(String text) {
        Map<String, Double> words = new HashMap<>();
        for (String term : terms(text)) {
            Double rare = rarity.get(term);
            if (rare != null) {
                words.merge(term, rare, Double::sum);
            }
        }
        return words;
    }

    private static List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        String before = "";
        for (String word : BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))) {
            if (word.isEmpty()) {
                continue;
            }
            terms.add(word);
            if (!before.isEmpty()) {
                terms.add(before + " " + word);
            }
            before = word;
        }
        return terms;
    }
}
