package io.aegis.monitor.application;

import io.aegis.monitor.domain.Tally;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Chooses among variants as often as each may well be the best (Thompson 1933): each draws from what its results so far make
 * likely, a Beta distribution that begins uniform, and the highest draw is taken.
 */
final class Thompson {
    private Thompson() {}

    /**
     * @param seed the same with the same tallies gives the same choice
     * @return empty when there are none
     */
    static Optional<String> choose(Map<String, Tally> variants, long seed) {
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
        Optional<String> best = Optional.empty();
        double highest = -1;
        for (Map.Entry<String, Tally> variant : variants.entrySet()) {
            Tally tally = variant.getValue();
            double draw = ChengBetaSampler.of(random, 1.0 + tally.reached(), 1.0 + tally.measured() - tally.reached())
                    .sample();
            if (draw > highest) {
                highest = draw;
                best = Optional.of(variant.getKey());
            }
        }
        return best;
    }
}
