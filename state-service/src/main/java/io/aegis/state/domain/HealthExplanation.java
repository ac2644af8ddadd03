package io.aegis.state.domain;

import io.aegis.contracts.CustomerSnapshot.Health;
import io.aegis.contracts.HealthLevel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a customer's score is another one than before. The parts make the difference together, to the hundredth: each is what
 * one measure gave or took at one time, or what the ceiling of an exception took off what the measures make.
 *
 * @param from points before, 0 to 100 with two digits
 * @param difference {@code to} less {@code from}, and the sum of the parts
 */
public record HealthExplanation(
        HealthLevel levelFrom,
        HealthLevel levelTo,
        BigDecimal from,
        BigDecimal to,
        BigDecimal difference,
        List<Part> parts) {
    /** The part of an exception's ceiling. */
    public static final String CEILING = "ceiling";

    public HealthExplanation {
        parts = List.copyOf(parts);
    }

    /**
     * @param part the measure's name, or {@link #CEILING}
     * @param at when it was judged so
     * @param rules the version of the rules that judged
     * @param points what it gave, or, below zero, took
     * @param reason what the measure said from then on
     */
    public record Part(
            String part, Instant at, @Nullable String rules, BigDecimal points, String reason, List<Because> because) {
        public Part {
            because = List.copyOf(because);
        }
    }

    /** A judgement that differs from the one before. */
    public record Judged(Instant at, Health health, List<Because> because) {
        public Judged {
            because = List.copyOf(because);
        }
    }

    /**
     * @param start the health at the beginning
     * @param later what was judged since, in its order
     */
    public static HealthExplanation of(Health start, List<Judged> later) {
        List<Part> parts = new ArrayList<>();
        Health before = start;
        for (Judged judged : later) {
            parts.addAll(parts(before, judged));
            before = judged.health;
        }
        int from = Score.of(start).score();
        int to = Score.of(before).score();
        return new HealthExplanation(
                start.level(), before.level(), Score.points(from), Score.points(to), Score.points(to - from), parts);
    }

    static Optional<Health.Measured> measured(Health health, String name) {
        return health.measures().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** What each part gave or took from one health to another, in hundredths, of those that did; their sum is the score's. */
    static Map<String, Integer> differences(Health before, Health after) {
        Map<String, Integer> differences = new LinkedHashMap<>();
        Stream.concat(before.measures().stream(), after.measures().stream())
                .map(Health.Measured::name)
                .distinct()
                .forEach(name ->
                        differences.put(name, hundredths(after, name, before) - hundredths(before, name, after)));
        int measured = differences.values().stream().mapToInt(Integer::intValue).sum();
        differences.put(CEILING, Score.of(after).score() - Score.of(before).score() - measured);
        differences.values().removeIf(difference -> difference == 0);
        return differences;
    }

    private static List<Part> parts(Health before, Judged judged) {
        List<Part> parts = new ArrayList<>();
        differences(before, judged.health).forEach((name, difference) -> parts.add(part(name, judged, difference)));
        return parts;
    }

    /** A customer who was not judged yet has all points of each measure, whatever its weight will be. */
    private static int hundredths(Health health, String name, Health other) {
        return health.measures().isEmpty()
                ? measured(other, name).map(one -> one.weight() * 100).orElse(0)
                : measured(health, name).map(Score::hundredths).orElse(0);
    }

    private static Part part(String name, Judged judged, int hundredths) {
        Health after = judged.health;
        String ceiling = after.ceiling() == null
                ? "no exception applies"
                : "an exception allows %d points at the most".formatted(after.ceiling());
        return new Part(
                name,
                judged.at,
                after.rules(),
                Score.points(hundredths),
                name.equals(CEILING)
                        ? ceiling
                        : measured(after, name).map(Health.Measured::reason).orElse("is not measured any more"),
                judged.because.stream()
                        .filter(because -> because.part().equals(name))
                        .toList());
    }
}
