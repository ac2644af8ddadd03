package io.aegis.state.domain.churn;

import io.aegis.state.domain.churn.Accuracy.Told;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a way of training is worth, by customers whom the model that judged them had not seen.
 *
 * @param samples how many there were, of {@code churned} that were lost and in all {@code customers}
 * @param baseRate the share that was lost
 * @param baseRateBrier the Brier score of who tells everybody the base rate of those the model was trained on
 * @param gain by how much the model's is lower; below zero when it is higher
 * @param gainError the standard error of the gain, customers taken as independent, their samples not
 */
public record Validation(
        int samples,
        int customers,
        int churned,
        double baseRate,
        Accuracy accuracy,
        double baseRateBrier,
        double gain,
        double gainError) {
    /** Among a thousand models that know nothing one gains so much by chance. */
    private static final double STANDARD_ERRORS = 3;
    /** The share of the base rate's Brier score that is worth a model. */
    private static final double WORTH = 0.01;

    /** @param baseRate of those whom the model that judged was trained on */
    public record Judged(Sample sample, double probability, double baseRate) {
        double gain() {
            return Told.squaredError(baseRate, sample.churned()) - Told.squaredError(probability, sample.churned());
        }
    }

    public static Validation of(List<Judged> judged) {
        int samples = judged.size();
        double gain = judged.stream().mapToDouble(Judged::gain).average().orElseThrow();
        Map<String, Double> deviations = new HashMap<>();
        judged.forEach(one -> deviations.merge(one.sample.who(), one.gain() - gain, Double::sum));
        double squares = deviations.values().stream()
                .mapToDouble(deviation -> deviation * deviation)
                .sum();
        int churned = (int) judged.stream().filter(one -> one.sample.churned()).count();
        Accuracy accuracy = Accuracy.of(judged.stream()
                .map(one -> new Told(one.probability, one.sample.churned()))
                .toList());
        return new Validation(
                samples,
                deviations.size(),
                churned,
                (double) churned / samples,
                accuracy,
                accuracy.brier() + gain,
                gain,
                Math.sqrt(squares) / samples);
    }

    /** True when it is better than the base rate by more than a hundredth, and not by chance. */
    public boolean beatsBaseRate() {
        return gain > STANDARD_ERRORS * gainError && gain > WORTH * baseRateBrier;
    }
}
