package io.aegis.orchestrator.application;

import io.aegis.embeddings.Embedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Learns labels from labelled texts: softmax regression over {@link TextFeatures}. What is like none of the texts is told
 * by a threshold, which is calibrated on texts that are held out of training. The same texts in the same order give the
 * same classifier. Immutable and thread-safe.
 */
public final class TextClassifier {
    /** Begins with a blank, so that nobody's own label is the same. */
    private static final String FOREIGN = " foreign";

    private static final LabelFactory LABELS = new LabelFactory();

    private static final int PASSES = 5;
    private static final double LEARNING_RATE = 1;
    private static final double SMOOTHING = 0.1;
    private static final long SEED = 1;
    private static final int NO_LOGGING = -1;

    /** Every text is held out once, unless this many were before: then the threshold is known well enough. */
    private static final int FOLDS = 3;

    private static final int ENOUGH_HELD_OUT = 1000;

    /** What nearness to the label's texts counts beside the logarithm of the label's odds. */
    private static final double WEIGHT_OF_NEARNESS = 12;

    /** At most this share of texts that are understood is turned away, however many foreign ones that lets in. */
    private static final double MOST_TURNED_AWAY = 0.02;

    /** The share that is turned away where nobody said what is foreign. */
    private static final double TURNED_AWAY_UNSEEN = 0.01;

    private final Embedder embedder;
    private final TextFeatures features;
    private final Head head;
    private final double threshold;

    private TextClassifier(Embedder embedder, TextFeatures features, Head head, double threshold) {
        this.embedder = embedder;
        this.features = features;
        this.head = head;
        this.threshold = threshold;
    }

    public record Labelled(String text, String label) {}

    /**
     * @param label the likeliest
     * @param confidence its probability, 0 to 1
     * @param familiar false when the text is like none that were learnt, so that the label is worth nothing
     */
    public record Guess(String label, double confidence, boolean familiar) {}

    /**
     * Takes two seconds for some hundred texts, and minutes for ten thousand, on two threads.
     *
     * @param foreign texts that have none of the labels. May be empty: the threshold is then set by what it turns away alone
     */
    public static TextClassifier learn(Embedder embedder, List<Labelled> known, List<String> foreign) {
        if (known.stream().map(Labelled::label).distinct().count() < 2) {
            throw new IllegalArgumentException("two labels or more are needed, or there is nothing to tell apart");
        }
        List<Labelled> texts = Stream.concat(known.stream(), foreign.stream().map(text -> new Labelled(text, FOREIGN)))
                .toList();
        List<float[]> meanings =
                texts.stream().map(text -> embedder.embed(text.text())).toList();
        TextFeatures features = new TextFeatures(
                meanings.getFirst().length, texts.stream().map(Labelled::text).toList());
        List<Sample> samples = IntStream.range(0, texts.size())
                .mapToObj(i -> Sample.of(
                        texts.get(i).text(), meanings.get(i), texts.get(i).label(), features))
                .toList();
        CompletableFuture<Double> threshold = CompletableFuture.supplyAsync(() -> threshold(samples));
        return new TextClassifier(embedder, features, Head.train(samples), threshold.join());
    }

    public Guess classify(String text) {
        Judgement judgement = head.judge(Sample.of(text, embedder.embed(text), Label.UNKNOWN, features));
        return new Guess(judgement.label, judgement.probability, judgement.familiarity >= threshold);
    }

    /** Above all held-out foreign texts, unless that turns away too many of those that are understood. */
    private static double threshold(List<Sample> samples) {
        List<Double> understood = new ArrayList<>();
        List<Double> foreign = new ArrayList<>();
        int heldOut = 0;
        for (int fold = 0; fold < FOLDS && heldOut < ENOUGH_HELD_OUT; fold++) {
            int turn = fold;
            List<Sample> out = every(samples, i -> i % FOLDS == turn);
            Head head = Head.train(every(samples, i -> i % FOLDS != turn));
            for (Sample sample : out) {
                Judgement judgement = head.judge(sample);
                if (sample.label.equals(FOREIGN)) {
                    foreign.add(judgement.familiarity);
                } else if (sample.label.equals(judgement.label)) {
                    understood.add(judgement.familiarity);
                }
            }
            heldOut += out.size();
        }
        return between(understood.stream().sorted().toList(), foreign);
    }

    private static double between(List<Double> understood, List<Double> foreign) {
        if (understood.isEmpty()) {
            return Double.NEGATIVE_INFINITY;
        }
        double share = foreign.isEmpty() ? TURNED_AWAY_UNSEEN : MOST_TURNED_AWAY;
        double highest = understood.get((int) (understood.size() * share));
        return foreign.stream()
                .max(Comparator.naturalOrder())
                .map(likest -> Math.min(highest, Math.nextUp(likest)))
                .orElse(highest);
    }

    private static <T> List<T> every(List<T> all, IntPredicate chosen) {
        return IntStream.range(0, all.size()).filter(chosen).mapToObj(all::get).toList();
    }

    private record Sample(String label, float[] meaning, Example<Label> example) {
        static Sample of(String text, float[] meaning, String label, TextFeatures features) {
            return new Sample(label, meaning, features.example(text, meaning, new Label(label)));
        }
    }

    /** @param familiarity the higher, the likelier that the text has one of the labels; on no scale of its own */
    private record Judgement(String label, double probability, double familiarity) {}

    /** @param centres the mean direction of each label's texts */
    private record Head(Model<Label> model, Map<String, float[]> centres) {
        static Head train(List<Sample> samples) {
            MutableDataset<Label> dataset =
                    new MutableDataset<>(new SimpleDataSourceProvenance("labelled texts", LABELS), LABELS);
            samples.forEach(sample -> dataset.add(sample.example));
            Map<String, float[]> centres = new HashMap<>();
            for (Sample sample : samples) {
                float[] sum = centres.computeIfAbsent(sample.label, label -> new float[sample.meaning.length]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += sample.meaning[i];
                }
            }
            return new Head(
                    new LinearSGDTrainer(
                                    new LogMulticlass(),
                                    new AdaGrad(LEARNING_RATE, SMOOTHING),
                                    PASSES,
                                    NO_LOGGING,
                                    SEED)
                            .train(dataset),
                    centres);
        }

        Judgement judge(Sample sample) {
            Label best = model.predict(sample.example).getOutputScores().values().stream()
                    .filter(label -> !label.getLabel().equals(FOREIGN))
                    .max(Comparator.comparingDouble(Label::getScore))
                    .orElseThrow();
            double p = Math.clamp(best.getScore(), 1e-9, 1 - 1e-9);
            double nearness = cosine(sample.meaning, Objects.requireNonNull(centres.get(best.getLabel())));
            return new Judgement(
                    best.getLabel(), best.getScore(), Math.log(p / (1 - p)) + WEIGHT_OF_NEARNESS * nearness);
        }

        private static double cosine(float[] a, float[] b) {
            double product = 0;
            double squaresA = 0;
            double squaresB = 0;
            for (int i = 0; i < a.length; i++) {
                product += a[i] * b[i];
                squaresA += a[i] * a[i];
                squaresB += b[i] * b[i];
            }
            return product / Math.sqrt(squaresA * squaresB);
        }
    }
}
