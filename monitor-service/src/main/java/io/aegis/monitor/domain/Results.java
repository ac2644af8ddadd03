package io.aegis.monitor.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What one version of a playbook achieved. Another version is another thing, and is measured from its own beginning.
 *
 * @param heldOut those who were not contacted, to compare with
 * @param variants each message
 */
public record Results(Tally heldOut, SequencedMap<String, Tally> variants) {
    private static final int FIRST_LOOK = 50;
    private static final int REFINEMENT = 10;

    public Results {
        variants = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variants));
    }

    public Tally contacted() {
        return variants.values().stream().reduce(Tally.NONE, Tally::plus);
    }

    /** How much more often the goal is reached than without; empty while one of both is not measured. */
    public Optional<Interval> lift(Tally contacted, double z) {
        return contacted.rate(z).flatMap(with -> heldOut.rate(z).map(with::minus));
    }

    /**
     * How many times a variant is due to have been looked at: with 50 results, 100, 200 and so on. Few looks, so that chance
     * does not get too many.
     */
    public static int looks(Tally variant) {
        return variant.measured() < FIRST_LOOK
                ? 0
                : 1 + (int) Math.floor(Math.log(variant.measured() / (double) FIRST_LOOK) / Math.log(2));
    }

    /**
     * Why a variant is to stop: the goal is reached less often with it than without, by the whole of a 99 % interval. A
     * variant that does nothing is stopped with a probability of half a percent at each look, so of less than 5 % in ten
     * looks, which are 25,600 results.
     */
    public Optional<String> harm(String variant) {
        Tally tally = variants.getOrDefault(variant, Tally.NONE);
        if (tally.measured() < FIRST_LOOK || heldOut.measured() < FIRST_LOOK) {
            return Optional.empty();
        }
        return lift(tally, Interval.Z_99)
                .filter(lift -> lift.high() < 0)
                .map(lift ->
                        "the goal is reached in %d of %d contacts, and in %d of %d cases without; a difference of %.3f, %.3f to %.3f at 99 %%"
                                .formatted(
                                        tally.reached(),
                                        tally.measured(),
                                        heldOut.reached(),
                                        heldOut.measured(),
                                        lift.value(),
                                        lift.low(),
                                        lift.high()));
    }

    /** What the success adds to the priority: -10 when the goal is never reached, 10 when it always is, nothing at first. */
    public int refinement() {
        Tally contacted = contacted();
        double expected = (contacted.reached() + 1.0) / (contacted.measured() + 2.0);
        return (int) Math.round(REFINEMENT * (2 * expected - 1));
    }

    /** The variants that are not stopped. */
    public Map<String, Tally> without(Map<String, ?> stopped) {
        Map<String, Tally> left = new LinkedHashMap<>(variants);
        left.keySet().removeAll(stopped.keySet());
        return left;
    }
}
