package io.aegis.state.domain.churn;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How likely a customer is lost: a sum over what is known of him, so that what each trait adds is exact and no matter of
 * interpretation.
 *
 * @param average the log-odds of one who has the mean of every slot
 * @param weights of the encoding's slots, in log-odds
 * @param means of the slots among those it was trained on
 */
public record ChurnModel(Encoding encoding, double average, List<Double> weights, List<Double> means) {
    public ChurnModel {
        weights = List.copyOf(weights);
        means = List.copyOf(means);
        if (weights.size() != encoding.size() || means.size() != encoding.size()) {
            throw new IllegalArgumentException("each slot has a weight and a mean");
        }
    }

    /** What one trait adds to the log-odds, or takes when it is below zero, against what it adds on average. */
    public record Contribution(String trait, double logOdds) {}

    /** 0 to 1. */
    public double probability(Traits traits) {
        return probability(logOdds(traits));
    }

    public static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    public double logOdds(Traits traits) {
        double[] slots = encoding.encode(traits);
        double sum = average;
        for (int i = 0; i < slots.length; i++) {
            sum += weights.get(i) * (slots[i] - means.get(i));
        }
        return sum;
    }

    /** Together with the average they make the log-odds; the largest first, whatever their sign. */
    public List<Contribution> contributions(Traits traits) {
        double[] slots = encoding.encode(traits);
        List<String> names = encoding.traits();
        Map<String, Double> sums = new LinkedHashMap<>();
        for (int i = 0; i < slots.length; i++) {
            sums.merge(names.get(i), weights.get(i) * (slots[i] - means.get(i)), Double::sum);
        }
        return sums.entrySet().stream()
                .map(sum -> new Contribution(sum.getKey(), sum.getValue()))
                .sorted(Comparator.comparingDouble(one -> -Math.abs(one.logOdds())))
                .toList();
    }

    /** The same model on another scale: {@code slope} times its log-odds, and {@code shift} more. */
    public ChurnModel calibrated(double slope, double shift) {
        return new ChurnModel(
                encoding,
                slope * average + shift,
                weights.stream().map(weight -> slope * weight).toList(),
                means);
    }
}
