package io.aegis.state.application;

import io.aegis.state.domain.churn.Sample;
import io.aegis.state.domain.churn.Traits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Customers of whom the truth is known: what drives them away is planted, the rest is noise. */
final class PlantedCustomers {
    private final Random random;

    PlantedCustomers(long seed) {
        this.random = new Random(seed);
    }

    /** Who is silent for long, or pays by the month, is likelier lost; beyond ten days silence says nothing more. */
    static double truth(Traits traits) {
        double silent = Math.min(10, traits.numbers().getOrDefault("silent", 0.0));
        double monthly = "month".equals(traits.labels().get("pays")) ? 1 : 0;
        return 1 / (1 + Math.exp(-(-3.5 + 0.35 * silent + 1.2 * monthly)));
    }

    List<Sample> samples(int count) {
        return IntStream.range(0, count).mapToObj(this::sample).toList();
    }

    /** The same customers, of whom it is told by lot who was lost: as many, and nothing to learn. */
    List<Sample> shuffled(List<Sample> samples) {
        List<Boolean> lots =
                new ArrayList<>(samples.stream().map(Sample::churned).toList());
        Collections.shuffle(lots, random);
        return IntStream.range(0, samples.size())
                .mapToObj(i -> new Sample(samples.get(i).who(), samples.get(i).traits(), lots.get(i)))
                .toList();
    }

    private Sample sample(int i) {
        Traits traits = new Traits(
                Map.of("silent", (double) random.nextInt(21), "noise", random.nextGaussian()),
                Map.of(
                        "pays",
                        random.nextBoolean() ? "month" : "year",
                        "colour",
                        List.of("red", "green", "blue").get(random.nextInt(3)),
                        "name",
                        "customer " + i));
        return new Sample("c-" + i, traits, random.nextDouble() < truth(traits));
    }
}
