package io.aegis.monitor.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegis.contracts.CustomerId;
import io.aegis.monitor.domain.HoldOut;
import io.aegis.monitor.domain.Interval;
import io.aegis.monitor.domain.Results;
import io.aegis.monitor.domain.Tally;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A playbook over a population that answers by known odds, 200 times with other seeds. All that is random comes from the
 * seeds, so the figures are the same in every run.
 */
class PopulationTest {
    private static final int RUNS = 200;
    private static final int CUSTOMERS = 2_500;
    private static final int HELD_OUT = 10;
    private static final double WITHOUT = 0.10;

    /** What each variant really does. */
    private static final Map<String, Double> ODDS = odds("plain", 0.20, "better", 0.30);

    private static final List<Run> PLAYED = runs(ODDS);

    @Test
    void the_traffic_moves_to_the_variant_that_works_within_a_thousand_contacts() {
        assertThat(mean(PLAYED, run -> run.shareOfBetter(800, 1_000))).isGreaterThan(0.90);
        assertThat(mean(PLAYED, run -> run.shareOfBetter(1_900, 2_100))).isGreaterThan(0.95);
        assertThat(PLAYED.stream()
                        .filter(run -> run.shareOfBetter(800, 1_000) > 0.5)
                        .count())
                .isGreaterThanOrEqualTo(RUNS * 95 / 100);
    }

    @Test
    void what_is_held_out_is_measured_without_bias() {
        assertThat(mean(
                        PLAYED,
                        run -> run.heldOut.rate(Interval.Z_95).orElseThrow().value()))
                .isCloseTo(WITHOUT, within(3 * Math.sqrt(WITHOUT * (1 - WITHOUT) / (RUNS * CUSTOMERS / 10.0))));
        assertThat(PLAYED.stream()
                        .filter(run -> covers(run.heldOut.rate(Interval.Z_95).orElseThrow(), WITHOUT))
                        .count())
                .isBetween(RUNS * 91L / 100, RUNS * 99L / 100);
    }

    @Test
    void the_lift_of_the_variant_that_is_used_is_in_its_interval() {
        assertThat(PLAYED.stream()
                        .filter(run -> covers(
                                run.results()
                                        .lift(run.tallies.get("better"), Interval.Z_95)
                                        .orElseThrow(),
                                0.20))
                        .count())
                .isBetween(RUNS * 91L / 100, RUNS * 99L / 100);
    }

    @Test
    void a_variant_that_does_harm_stops_and_one_that_does_nothing_rarely_does() {
        List<Run> runs = runs(odds("harmful", 0.01, "nothing", WITHOUT));

        assertThat(mean(runs(odds("harmful", 0.01)), run -> run.stopped.size())).isGreaterThan(0.95);
        assertThat(runs.stream().filter(run -> run.stopped.contains("nothing")).count())
                .isLessThanOrEqualTo(RUNS * 5 / 100);
    }

    private static List<Run> runs(Map<String, Double> odds) {
        return IntStream.range(0, RUNS).mapToObj(seed -> new Run(odds, seed)).toList();
    }

    private static double mean(List<Run> runs, ToDoubleFunction<Run> of) {
        return runs.stream().mapToDouble(of).average().orElseThrow();
    }

    private static boolean covers(Interval interval, double truth) {
        return interval.low() <= truth && truth <= interval.high();
    }

    private static Map<String, Double> odds(Object... namesAndOdds) {
        Map<String, Double> odds = new LinkedHashMap<>();
        for (int i = 0; i < namesAndOdds.length; i += 2) {
            odds.put((String) namesAndOdds[i], (Double) namesAndOdds[i + 1]);
        }
        return odds;
    }

    /** One population, customer by customer. */
    private static final class Run {
        private final LinkedHashMap<String, Tally> tallies = new LinkedHashMap<>();
        private final Map<String, Integer> looks = new LinkedHashMap<>();
        private final Set<String> stopped = new HashSet<>();
        private final List<String> chosen = new java.util.ArrayList<>();
        private Tally heldOut = Tally.NONE;

        Run(Map<String, Double> odds, int seed) {
            SplittableRandom chance = new SplittableRandom(seed);
            odds.keySet().forEach(variant -> tallies.put(variant, Tally.NONE));
            for (int n = 0; n < CUSTOMERS; n++) {
                CustomerId customer = new CustomerId("customer-" + seed + "-" + n);
                if (HoldOut.holds("simulated", HELD_OUT, customer)) {
                    heldOut = heldOut.plus(one(chance.nextDouble() < WITHOUT));
                } else {
                    contact(odds, chance);
                }
            }
        }

        private void contact(Map<String, Double> odds, SplittableRandom chance) {
            Map<String, Tally> left = new LinkedHashMap<>(tallies);
            left.keySet().removeAll(stopped);
            Thompson.choose(left, chance.nextLong()).ifPresent(variant -> {
                chosen.add(variant);
                tallies.merge(variant, one(chance.nextDouble() < odds.get(variant)), Tally::plus);
                look(variant);
            });
        }

        private void look(String variant) {
            int due = Results.looks(tallies.get(variant));
            if (looks.getOrDefault(variant, 0) < due) {
                looks.put(variant, due);
                results().harm(variant).ifPresent(reason -> stopped.add(variant));
            }
        }

        Results results() {
            return new Results(heldOut, tallies);
        }

        double shareOfBetter(int from, int to) {
            return chosen.subList(from, to).stream().filter("better"::equals).count() / (double) (to - from);
        }

        private static Tally one(boolean reached) {
            return new Tally(1, 1, reached ? 1 : 0);
        }
    }
}
