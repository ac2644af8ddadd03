package io.aegis.query.inbound.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against values that were worked out by hand. */
class RankingTest {
    private static final Ranking RANKING =
            new Ranking(List.of("x", "a", "y", "b", "z"), Map.of("a", 1, "b", 2, "c", 1, "x", 0));

    @Test
    void recall_is_the_part_of_the_relevant_that_was_found() {
        assertThat(RANKING.recall(10)).isEqualTo(2.0 / 3);
        assertThat(RANKING.recall(3)).isEqualTo(1.0 / 3);
        assertThat(RANKING.recall(1)).isZero();
    }

    @Test
    void ndcg_counts_grades_less_the_later_they_come() {
        // found: 1/log2(3) + 2/log2(5) = 0.63093 + 0.86135; ideal: 2/log2(2) + 1/log2(3) + 1/log2(4) = 3.13093
        assertThat(RANKING.ndcg(10)).isCloseTo(1.49228 / 3.13093, within(1e-5));
        // at 2, found: 0.63093; ideal: 2 + 0.63093
        assertThat(RANKING.ndcg(2)).isCloseTo(0.63093 / 2.63093, within(1e-5));
    }

    @Test
    void the_best_order_has_an_ndcg_of_one() {
        assertThat(new Ranking(List.of("b", "a", "c"), Map.of("a", 1, "b", 2, "c", 1)).ndcg(10))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void the_reciprocal_rank_is_that_of_the_first_relevant() {
        assertThat(RANKING.reciprocalRank(10)).isEqualTo(0.5);
        assertThat(RANKING.reciprocalRank(1)).isZero();
    }
}
