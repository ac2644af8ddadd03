package io.aegis.state.domain;

import io.aegis.contracts.CustomerSnapshot.Health;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The measures together, in hundredths of a point, so that nothing is rounded: a weight of 25 and a value of 37 make 9.25
 * points.
 *
 * @param measured what the measures make
 * @param score the same, or the ceiling when that is lower
 */
record Score(int measured, int score) {
    private static final int HUNDREDTHS = 100;

    static Score of(List<Health.Measured> measures, @Nullable Integer ceiling) {
        return of(measures.stream().mapToInt(Score::hundredths).sum(), ceiling);
    }

    static Score of(int sum, @Nullable Integer ceiling) {
        return new Score(sum, ceiling == null ? sum : Math.min(sum, ceiling * HUNDREDTHS));
    }

    /** Before the first judgement a customer has no measures, and all points. */
    static Score of(Health health) {
        return health.measures().isEmpty()
                ? new Score(health.score() * HUNDREDTHS, health.score() * HUNDREDTHS)
                : of(health.measures(), health.ceiling());
    }

    static int hundredths(Health.Measured measure) {
        return measure.weight() * measure.value();
    }

    static BigDecimal points(int hundredths) {
        return BigDecimal.valueOf(hundredths, 2);
    }

    int rounded() {
        return (score + HUNDREDTHS / 2) / HUNDREDTHS;
    }

    /** What the measures say; a ceiling comes with a level of its own. */
    boolean isBelow(int points) {
        return measured < points * HUNDREDTHS;
    }
}
