package io.aegis.monitor.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
    /** The examples of Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3. */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718"})
    void a_share_has_wilsons_interval(long reached, long of, double low, double high) {
        Interval share = Interval.share(reached, of, Interval.Z_95);

        assertThat(share.low()).isCloseTo(low, within(5e-5));
        assertThat(share.high()).isCloseTo(high, within(5e-5));
    }

    /** The examples of Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.2, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.6, 0.1705, 0.8090",
        "10, 10, 0, 10, 1, 0.6075, 1",
        "5, 56, 0, 29, 0.0893, -0.0381, 0.1926"
    })
    void a_difference_has_newcombes(
            long reached, long of, long otherReached, long ofOther, double value, double low, double high) {
        Interval difference =
                Interval.share(reached, of, Interval.Z_95).minus(Interval.share(otherReached, ofOther, Interval.Z_95));

        assertThat(difference.value()).isCloseTo(value, within(5e-5));
        assertThat(difference.low()).isCloseTo(low, within(5e-5));
        assertThat(difference.high()).isCloseTo(high, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "49, 0", "50, 1", "99, 1", "100, 2", "200, 3", "25600, 10"})
    void a_variant_is_looked_at_whenever_its_results_have_doubled(long measured, int looks) {
        assertThat(Results.looks(new Tally(measured, measured, 0))).isEqualTo(looks);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            49  | 0  | 500 | 50 |
            50  | 0  | 49  | 40 |
            200 | 20 | 200 | 20 |
            200 | 8  | 200 | 20 |
            200 | 2  | 200 | 20 | the goal is reached in 2 of 200 contacts, and in 20 of 200 cases without; a difference of -0.090, -0.159 to -0.032 at 99 %
            """)
    void a_variant_does_harm_when_the_whole_interval_says_so(
            long measured, long reached, long without, long reachedWithout, String harm) {
        Results results = results(new Tally(without, without, reachedWithout), new Tally(measured, measured, reached));

        assertThat(results.harm("a").orElse(null)).isEqualTo(harm);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "98, 0, -10", "98, 98, 10", "98, 49, 0", "18, 4, -5"})
    void success_refines_the_priority(long measured, long reached, int by) {
        assertThat(results(Tally.NONE, new Tally(measured, measured, reached)).refinement())
                .isEqualTo(by);
    }

    @Test
    void without_results_there_is_no_lift() {
        assertThat(results(Tally.NONE, new Tally(10, 10, 5)).lift(new Tally(10, 10, 5), Interval.Z_95))
                .isEmpty();
    }

    private static Results results(Tally heldOut, Tally variant) {
        return new Results(heldOut, new LinkedHashMap<>(Map.of("a", variant)));
    }
}
