package io.aegis.state.application;

import io.aegis.state.domain.churn.ChurnModel;
import io.aegis.state.domain.churn.Encoding;
import io.aegis.state.domain.churn.Sample;
import io.aegis.state.domain.churn.Validation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Learns from samples who is likely lost: logistic regression over {@link Encoding}, its strength chosen and its scale set
 * (Platt) by samples held out of training. All of that is done again for each fifth that the whole is validated by, so that
 * nothing of those who are judged was seen: no value, no knot, no scale. The same samples in the same order give the same.
 */
public final class ChurnLearner {
    /** Fewer customers who were lost, or who stayed, are no history to learn from. */
    public static final int LEAST = 30;

    private static final int VALIDATED_IN = 5;
    private static final int HELD_OUT_IN = 3;
    private static final double[] COSTS = {0.01, 0.1, 1};
    /** For the two numbers of the scale there is nothing to hold back. */
    private static final double UNHELD = 100;

    private static final long SEED = 1;

    private ChurnLearner() {}

    public sealed interface Outcome {
        record Learnt(ChurnModel model, Validation validation) implements Outcome {}

        /** @param churned customers, of whom {@link #LEAST} are needed, as of those who stayed */
        record TooLittle(int churned, int stayed) implements Outcome {}
    }

    /** Takes seconds for some thousand samples, on one thread. */
    public static Outcome learn(List<Sample> samples) {
        Map<String, Boolean> customers = customers(samples);
        int churned = (int) customers.values().stream().filter(lost -> lost).count();
        int stayed = customers.size() - churned;
        return churned < LEAST || stayed < LEAST
                ? new Outcome.TooLittle(churned, stayed)
                : new Outcome.Learnt(trained(samples), validated(samples));
    }

    private static Validation validated(List<Sample> samples) {
        List<Validation.Judged> judged = new ArrayList<>();
        for (Split split : splits(samples, VALIDATED_IN)) {
            ChurnModel model = trained(split.training);
            double baseRate =
                    (double) split.training.stream().filter(Sample::churned).count() / split.training.size();
            split.heldOut.forEach(
                    sample -> judged.add(new Validation.Judged(sample, model.probability(sample.traits()), baseRate)));
        }
        return Validation.of(judged);
    }

    private static ChurnModel trained(List<Sample> samples) {
        List<Fitting> fittings = splits(samples, HELD_OUT_IN).stream()
                .map(split -> new Fitting(split.training, split.heldOut))
                .toList();
        HeldOut best = DoubleStream.of(COSTS)
                .mapToObj(cost -> HeldOut.of(fittings, cost))
                .min((one, other) -> Double.compare(one.surprise(), other.surprise()))
                .orElseThrow();
        LogisticRegression.Fit scale = best.scale();
        ChurnModel model = new Fitting(samples, List.of()).fit(best.cost);
        double slope = scale.weights()[0];
        // A slope below zero says that the samples held out were the other way round: then there is nothing in it.
        return slope > 0 ? model.calibrated(slope, scale.intercept()) : model.calibrated(0, logOdds(samples));
    }

    private static double logOdds(List<Sample> samples) {
        double churned = samples.stream().filter(Sample::churned).count();
        return Math.log(churned / (samples.size() - churned));
    }

    /** Samples, encoded as they say themselves. */
    private static final class Fitting {
        private final Encoding encoding;
        private final LogisticRegression regression;
        private final double[] means;
        private final List<Sample> heldOut;

        Fitting(List<Sample> samples, List<Sample> heldOut) {
            this.encoding = Encoding.of(samples.stream().map(Sample::traits).toList());
            this.regression = new LogisticRegression(encoding.size());
            this.means = new double[encoding.size()];
            this.heldOut = heldOut;
            for (Sample sample : samples) {
                double[] slots = encoding.encode(sample.traits());
                regression.add(slots, sample.churned());
                for (int i = 0; i < slots.length; i++) {
                    means[i] += slots[i] / samples.size();
                }
            }
        }

        ChurnModel fit(double cost) {
            LogisticRegression.Fit fit = regression.fit(cost);
            double average = fit.intercept();
            for (int i = 0; i < means.length; i++) {
                average += fit.weights()[i] * means[i];
            }
            return new ChurnModel(encoding, average, boxed(fit.weights()), boxed(means));
        }

        private static List<Double> boxed(double[] numbers) {
            return DoubleStream.of(numbers).boxed().toList();
        }
    }

    /** What was told of samples held out of training, on the scale of a cost. */
    private record HeldOut(double cost, List<Double> logOdds, List<Boolean> churned) {
        static HeldOut of(List<Fitting> fittings, double cost) {
            HeldOut all = new HeldOut(cost, new ArrayList<>(), new ArrayList<>());
            for (Fitting fitting : fittings) {
                ChurnModel model = fitting.fit(cost);
                fitting.heldOut.forEach(sample -> {
                    all.logOdds.add(model.logOdds(sample.traits()));
                    all.churned.add(sample.churned());
                });
            }
            return all;
        }

        /** The negative log-likelihood. */
        double surprise() {
            return IntStream.range(0, logOdds.size())
                    .mapToDouble(i -> Math.log1p(Math.exp(churned.get(i) ? -logOdds.get(i) : logOdds.get(i))))
                    .sum();
        }

        LogisticRegression.Fit scale() {
            LogisticRegression regression = new LogisticRegression(1);
            for (int i = 0; i < logOdds.size(); i++) {
                regression.add(new double[] {logOdds.get(i)}, churned.get(i));
            }
            return regression.fit(UNHELD);
        }
    }

    private record Split(List<Sample> training, List<Sample> heldOut) {}

    /** Each customer is held out once, with all of his samples; those who were lost are dealt out evenly. */
    private static List<Split> splits(List<Sample> samples, int count) {
        Map<String, Boolean> customers = customers(samples);
        Map<String, Integer> turns = new HashMap<>();
        for (boolean lost : new boolean[] {true, false}) {
            List<String> dealt = new ArrayList<>(customers.keySet().stream()
                    .filter(who -> lost == customers.getOrDefault(who, false))
                    .toList());
            Collections.shuffle(dealt, new Random(SEED));
            dealt.forEach(who -> turns.put(who, turns.size() % count));
        }
        return IntStream.range(0, count)
                .mapToObj(turn -> new Split(
                        samples.stream()
                                .filter(sample -> turns.getOrDefault(sample.who(), 0) != turn)
                                .toList(),
                        samples.stream()
                                .filter(sample -> turns.getOrDefault(sample.who(), 0) == turn)
                                .toList()))
                .toList();
    }

    private static Map<String, Boolean> customers(List<Sample> samples) {
        Map<String, Boolean> customers = new LinkedHashMap<>();
        samples.forEach(sample -> customers.merge(sample.who(), sample.churned(), Boolean::logicalOr));
        return customers;
    }
}
