package io.aegis.state.domain.churn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Traits as numbers of 0 to 1, so that a sum over them can follow any shape. A number has a slot for its being there, and a ramp
 * from each of its knots to the next, which are its deciles: each ramp's weight is what the probability rises or falls by
 * between the two. A label has a slot for each value that is not rare; rare values are none.
 */
public record Encoding(List<Scale> scales, List<Choice> choices) {
    private static final int KNOTS = 10;
    /** Fewer samples say nothing of a value; with that, whatever names somebody is left out by itself. */
    private static final int LEAST_SEEN = 5;

    private static final int MOST_VALUES = 50;

    public Encoding {
        scales = List.copyOf(scales);
        choices = List.copyOf(choices);
    }

    /** @param knots ascending; one where all samples had the same number */
    public record Scale(String trait, List<Double> knots) {
        public Scale {
            knots = List.copyOf(knots);
        }

        int slots() {
            return knots.size();
        }

        void put(double[] slots, int first, double number) {
            slots[first] = 1;
            for (int i = 1; i < knots.size(); i++) {
                double from = knots.get(i - 1);
                slots[first + i] = Math.clamp((number - from) / (knots.get(i) - from), 0, 1);
            }
        }
    }

    public record Choice(String trait, List<String> values) {
        public Choice {
            values = List.copyOf(values);
        }
    }

    /** How the traits of such samples are encoded. Learns nothing from whether they churned. */
    public static Encoding of(Collection<Traits> samples) {
        return new Encoding(
                names(samples, Traits::numbers)
                        .map(trait -> new Scale(trait, knots(trait, samples)))
                        .toList(),
                names(samples, Traits::labels)
                        .map(trait -> new Choice(trait, values(trait, samples)))
                        .filter(choice -> !choice.values.isEmpty())
                        .toList());
    }

    public int size() {
        return scales.stream().mapToInt(Scale::slots).sum()
                + choices.stream().mapToInt(choice -> choice.values.size()).sum();
    }

    public double[] encode(Traits traits) {
        double[] slots = new double[size()];
        int first = 0;
        for (Scale scale : scales) {
            Double number = traits.numbers().get(scale.trait);
            if (number != null) {
                scale.put(slots, first, number);
            }
            first += scale.slots();
        }
        for (Choice choice : choices) {
            String label = traits.labels().get(choice.trait);
            int value = label == null ? -1 : choice.values.indexOf(label);
            if (value >= 0) {
                slots[first + value] = 1;
            }
            first += choice.values.size();
        }
        return slots;
    }

    /** The trait that each slot is about. */
    List<String> traits() {
        return Stream.concat(
                        scales.stream()
                                .flatMap(scale ->
                                        IntStream.range(0, scale.slots()).mapToObj(slot -> scale.trait)),
                        choices.stream()
                                .flatMap(choice -> choice.values.stream().map(value -> choice.trait)))
                .toList();
    }

    private static Stream<String> names(Collection<Traits> samples, Function<Traits, Map<String, ?>> kind) {
        return samples.stream()
                .flatMap(traits -> kind.apply(traits).keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream();
    }

    private static List<Double> knots(String trait, Collection<Traits> samples) {
        double[] sorted = samples.stream()
                .map(traits -> traits.numbers().get(trait))
                .filter(Encoding::isThere)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return IntStream.range(0, KNOTS)
                .mapToDouble(knot -> sorted[(int) Math.round((double) knot * (sorted.length - 1) / (KNOTS - 1))])
                .distinct()
                .boxed()
                .toList();
    }

    private static boolean isThere(@Nullable Double number) {
        return number != null;
    }

    private static List<String> values(String trait, Collection<Traits> samples) {
        Map<String, Integer> seen = new TreeMap<>();
        for (Traits traits : samples) {
            String value = traits.labels().get(trait);
            if (value != null) {
                seen.merge(value, 1, Integer::sum);
            }
        }
        List<String> values = new ArrayList<>(seen.keySet());
        values.removeIf(value -> seen.getOrDefault(value, 0) < LEAST_SEEN);
        values.sort(Comparator.comparing((String value) -> -seen.getOrDefault(value, 0))
                .thenComparing(Comparator.naturalOrder()));
        return values.subList(0, Math.min(MOST_VALUES, values.size()));
    }
}
