package io.aegis.state.domain.churn;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a customer at one time, by name. What is absent is not known or does not apply, which may say something
 * too.
 *
 * @param numbers finite
 */
public record Traits(Map<String, Double> numbers, Map<String, String> labels) {
    public Traits {
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        if (numbers.values().stream().anyMatch(number -> !Double.isFinite(number))) {
            throw new IllegalArgumentException("a number is finite");
        }
    }
}
