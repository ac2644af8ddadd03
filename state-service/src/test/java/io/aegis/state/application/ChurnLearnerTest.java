package io.aegis.state.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegis.contracts.Json;
import io.aegis.state.application.ChurnLearner.Outcome;
import io.aegis.state.application.ChurnLearner.Outcome.Learnt;
import io.aegis.state.domain.churn.Accuracy;
import io.aegis.state.domain.churn.ChurnModel;
import io.aegis.state.domain.churn.Sample;
import io.aegis.state.domain.churn.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChurnLearnerTest {
    private static final Traits STAYING = traits(0, "year");
    private static final Traits LEAVING = traits(15, "month");

    private final PlantedCustomers planted = new PlantedCustomers(7);

    @Test
    void what_drives_customers_away_is_found_and_the_probability_is_true() {
        List<Sample> samples = planted.samples(2000);
        double best = Accuracy.of(samples.stream()
                        .map(one -> new Accuracy.Told(PlantedCustomers.truth(one.traits()), one.churned()))
                        .toList())
                .auc();

        Learnt learnt = learn(samples);

        assertThat(learnt.validation().beatsBaseRate()).isTrue();
        assertThat(learnt.validation().accuracy().auc()).isCloseTo(best, within(0.015));
        assertThat(learnt.model().probability(STAYING)).isCloseTo(PlantedCustomers.truth(STAYING), within(0.05));
        assertThat(learnt.model().probability(LEAVING)).isCloseTo(PlantedCustomers.truth(LEAVING), within(0.08));
        // Silence of ten days and of twenty are the same, which a straight line would not see.
        assertThat(learnt.model().probability(traits(20, "month")))
                .isCloseTo(PlantedCustomers.truth(LEAVING), within(0.08));
    }

    @Test
    void among_those_who_get_a_probability_so_many_are_lost() {
        ChurnModel model = learn(planted.samples(2000)).model();
        List<Sample> others = new PlantedCustomers(8).samples(4000);

        for (double from : new double[] {0, 0.2, 0.4, 0.6}) {
            List<Sample> alike = others.stream()
                    .filter(one -> model.probability(one.traits()) >= from)
                    .filter(one -> model.probability(one.traits()) < from + 0.2)
                    .toList();
            double told = alike.stream()
                    .mapToDouble(one -> model.probability(one.traits()))
                    .average()
                    .orElseThrow();
            double lost = (double) alike.stream().filter(Sample::churned).count() / alike.size();
            assertThat(lost).isCloseTo(told, within(0.06));
        }
    }

    @Test
    void the_reasons_make_the_probability_together_and_name_what_was_planted() {
        ChurnModel model = learn(planted.samples(2000)).model();

        List<ChurnModel.Contribution> reasons = model.contributions(LEAVING);

        assertThat(reasons.stream()
                        .mapToDouble(ChurnModel.Contribution::logOdds)
                        .sum())
                .isCloseTo(model.logOdds(LEAVING) - model.average(), within(1e-9));
        assertThat(reasons.subList(0, 2))
                .extracting(ChurnModel.Contribution::trait)
                .containsExactlyInAnyOrder("silent", "pays");
        assertThat(reasons.subList(0, 2)).allMatch(reason -> reason.logOdds() > 0.3);
        assertThat(model.contributions(STAYING).subList(0, 2)).allMatch(reason -> reason.logOdds() < -0.3);
        assertThat(reasons).extracting(ChurnModel.Contribution::trait).doesNotContain("name");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void where_it_is_told_by_lot_who_was_lost_nothing_beats_the_base_rate(long seed) {
        PlantedCustomers customers = new PlantedCustomers(seed);

        Learnt learnt = learn(customers.shuffled(customers.samples(300)));

        assertThat(learnt.validation().beatsBaseRate()).isFalse();
    }

    @Test
    void what_is_known_of_a_customer_does_not_help_to_judge_the_same_customer() {
        // Each of these has a colour of his own, and a lot; who saw one of his samples would know all of them.
        Random random = new Random(1);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            boolean churned = random.nextBoolean();
            for (int moment = 0; moment < 6; moment++) {
                samples.add(new Sample("c-" + i, new Traits(Map.of(), Map.of("colour", "colour " + i)), churned));
            }
        }

        assertThat(learn(samples).validation().beatsBaseRate()).isFalse();
    }

    @Test
    void what_was_never_seen_and_what_is_missing_are_borne() {
        ChurnModel model = learn(planted.samples(500)).model();

        assertThat(model.probability(new Traits(Map.of(), Map.of()))).isBetween(0.0, 1.0);
        assertThat(model.probability(new Traits(Map.of("silent", 1e9, "unheard", 3.0), Map.of("pays", "never"))))
                .isBetween(0.0, 1.0);
    }

    @Test
    void the_same_samples_give_the_same_model_also_after_the_way_to_the_database() {
        ChurnModel model = learn(planted.samples(300)).model();

        assertThat(learn(new PlantedCustomers(7).samples(300)).model()).isEqualTo(model);
        assertThat(Json.read(Json.text(model), ChurnModel.class)).isEqualTo(model);
    }

    @Test
    void with_few_who_were_lost_nothing_is_learnt() {
        List<Sample> samples = planted.samples(60);
        int churned = (int) samples.stream().filter(Sample::churned).count();

        assertThat(ChurnLearner.learn(samples)).isEqualTo(new Outcome.TooLittle(churned, 60 - churned));
    }

    private static Learnt learn(List<Sample> samples) {
        return (Learnt) ChurnLearner.learn(samples);
    }

    private static Traits traits(double silent, String pays) {
        return new Traits(Map.of("silent", silent, "noise", 0.0), Map.of("pays", pays, "colour", "red"));
    }
}
