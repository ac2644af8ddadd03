package io.aegis.state.domain.churn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.aegis.state.domain.churn.Accuracy.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccuracyTest {
    @Test
    void who_is_right_throughout_has_the_best_of_each() {
        List<Told> told = told(20, i -> i < 4 ? 1 : 0, i -> i < 4);

        assertThat(Accuracy.of(told)).isEqualTo(new Accuracy(1, 0, 5));
    }

    @Test
    void who_says_the_same_of_everybody_tells_nothing_apart() {
        List<Told> told = told(20, i -> 0.2, i -> i < 4);

        Accuracy accuracy = Accuracy.of(told);

        assertThat(accuracy.auc()).isEqualTo(0.5);
        assertThat(accuracy.brier()).isCloseTo(0.16, within(1e-12));
        assertThat(accuracy.topDecileLift()).isCloseTo(1, within(1e-12));
    }

    @Test
    void of_equal_ones_at_the_edge_of_the_tenth_a_share_counts() {
        // The tenth is one of ten; two have the highest probability, and one of them was lost, of two in all.
        List<Told> told = told(10, i -> i < 2 ? 0.9 : 0.1, i -> i == 0 || i == 9);

        assertThat(Accuracy.of(told).topDecileLift()).isCloseTo(2.5, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_area_is_the_share_of_pairs_in_the_right_order(long seed) {
        Random random = new Random(seed);
        List<Told> told = told(60, i -> random.nextInt(12) / 12.0, i -> random.nextInt(3) == 0);
        double right = 0;
        double pairs = 0;
        for (Told lost : told.stream().filter(Told::churned).toList()) {
            for (Told kept : told.stream().filter(one -> !one.churned()).toList()) {
                right += lost.probability() > kept.probability()
                        ? 1
                        : lost.probability() == kept.probability() ? 0.5 : 0;
                pairs++;
            }
        }

        assertThat(Accuracy.of(told).auc()).isCloseTo(right / pairs, within(1e-12));
    }

    @Test
    void where_all_were_lost_there_is_nothing_to_measure() {
        assertThatIllegalArgumentException().isThrownBy(() -> Accuracy.of(told(5, i -> 0.5, i -> true)));
    }

    private interface Probability {
        double of(int i);
    }

    private interface Lost {
        boolean is(int i);
    }

    private static List<Told> told(int count, Probability probability, Lost lost) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> new Told(probability.of(i), lost.is(i)))
                .toList());
    }
}
