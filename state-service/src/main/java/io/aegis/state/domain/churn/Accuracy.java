package io.aegis.state.domain.churn;

import java.util.Comparator;
import java.util.List;

/**
 * How good probabilities were.
 *
 * @param auc how often one who was lost had the higher probability than one who was not, 0 to 1; equal ones count half
 * @param brier the mean squared distance of probability and truth; lower is better
 * @param topDecileLift how many times as many were lost among the tenth with the highest probabilities as among all; of equal
 *     probabilities at its edge a share counts
 */
public record Accuracy(double auc, double brier, double topDecileLift) {
    private static final double DECILE = 0.1;

    /** A probability, and what came. */
    public record Told(double probability, boolean churned) {
        double squaredError() {
            return squaredError(probability, churned);
        }

        static double squaredError(double probability, boolean churned) {
            double error = probability - (churned ? 1 : 0);
            return error * error;
        }
    }

    /** @throws IllegalArgumentException when all or none were lost: then there is nothing to tell apart */
    public static Accuracy of(List<Told> all) {
        List<Told> ascending =
                all.stream().sorted(Comparator.comparing(Told::probability)).toList();
        double lost = all.stream().filter(Told::churned).count();
        double kept = all.size() - lost;
        if (lost == 0 || kept == 0) {
            throw new IllegalArgumentException("all or none churned, so there is nothing to tell apart");
        }
        double room = all.size() * DECILE;
        double lostAbove = 0;
        double lostOnTop = 0;
        double pairs = 0;
        for (int to = ascending.size(); to > 0; ) {
            double probability = ascending.get(to - 1).probability;
            int from = to;
            double lostHere = 0;
            while (from > 0 && ascending.get(from - 1).probability == probability) {
                from--;
                lostHere += ascending.get(from).churned ? 1 : 0;
            }
            double keptHere = to - from - lostHere;
            pairs += keptHere * (lostAbove + lostHere / 2);
            lostAbove += lostHere;
            double taken = Math.min(room, to - from);
            lostOnTop += lostHere * taken / (to - from);
            room -= taken;
            to = from;
        }
        return new Accuracy(
                pairs / (lost * kept),
                all.stream().mapToDouble(Told::squaredError).average().orElseThrow(),
                lostOnTop / (all.size() * DECILE) / (lost / all.size()));
    }
}
