package io.aegis.state.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.classification.liblinear.LinearClassificationType.LinearType;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Log-odds as a weighted sum, fitted by LIBLINEAR (Tribuo): maximum likelihood, with squared weights held against it. */
final class LogisticRegression {
    private static final LabelFactory LABELS = new LabelFactory();
    private static final String CHURNED = "churned";
    private static final String STAYED = "stayed";
    /** Always 1, so that no example is empty, which Tribuo refuses. */
    private static final String ALWAYS = "always";

    private static final double TOLERANCE = 1e-4;

    private final MutableDataset<Label> dataset =
            new MutableDataset<>(new SimpleDataSourceProvenance("customers", LABELS), LABELS);

    private final int slots;

    /** @param slots how many numbers each example has */
    LogisticRegression(int slots) {
        this.slots = slots;
    }

    record Fit(double intercept, double[] weights) {}

    void add(double[] example, boolean churned) {
        List<Feature> features = new ArrayList<>();
        features.add(new Feature(ALWAYS, 1));
        IntStream.range(0, slots)
                .filter(slot -> example[slot] != 0)
                .forEach(slot -> features.add(new Feature(Integer.toString(slot), example[slot])));
        dataset.add(new ArrayExample<>(new Label(churned ? CHURNED : STAYED), features));
    }

    /** @param cost of an error against the squares of the weights: the lower, the nearer all weights are to zero */
    Fit fit(double cost) {
        Model<Label> model = new LibLinearClassificationTrainer(
                        new LinearClassificationType(LinearType.L2R_LR), cost, TOLERANCE)
                .train(dataset);
        double[] weights = new double[slots];
        Objects.requireNonNull(model.getTopFeatures(-1).get(CHURNED)).forEach(feature -> {
            if (!feature.getA().equals(ALWAYS)) {
                weights[Integer.parseInt(feature.getA())] = feature.getB();
            }
        });
        return new Fit(intercept(model, weights), weights);
    }

    /** Tribuo does not tell it: what the weights do not explain of an example's log-odds. */
    private double intercept(Model<Label> model, double[] weights) {
        Example<Label> any = dataset.getExample(0);
        double probability = Objects.requireNonNull(
                        model.predict(any).getOutputScores().get(CHURNED))
                .getScore();
        double logOdds = Math.log(probability / (1 - probability));
        for (Feature feature : any) {
            if (!feature.getName().equals(ALWAYS)) {
                logOdds -= weights[Integer.parseInt(feature.getName())] * feature.getValue();
            }
        }
        return logOdds;
    }
}
