package io.aegis.state.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aegis.state.domain.churn.ChurnModel;
import io.aegis.state.domain.churn.Traits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How likely a customer cancels within the next 30 days, or why that is not told. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ChurnRisk.Modelled.class, name = "model"),
    @JsonSubTypes.Type(value = ChurnRisk.RulesOnly.class, name = "rules_only")
})
public sealed interface ChurnRisk {
    /** Health is all there is. */
    record RulesOnly(String why) implements ChurnRisk {}

    /**
     * @param model its version
     * @param probability 0 to 1, to four digits
     * @param baseRate the share of all customers that was lost in as many days
     * @param reasons what moves it most against the average customer, the most first
     */
    record Modelled(int model, long days, double probability, double baseRate, List<Reason> reasons)
            implements ChurnRisk {
        private static final int MOST_REASONS = 5;
        private static final double LEAST_TOLD = 0.05;

        public Modelled {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * @param logOdds what the trait adds to the log-odds, or takes below zero; with those that are not told they make the
     *     difference to the average customer
     */
    record Reason(String trait, String text, double logOdds) {}

    /** So little a difference in probability is told to nobody. */
    double TOLD_FROM = 0.05;

    /** True when a probability is another than the one that was told; absent where there were rules only. */
    static boolean differs(@Nullable Double told, @Nullable Double now) {
        return told == null || now == null ? (told == null) != (now == null) : Math.abs(told - now) >= TOLD_FROM;
    }

    /** What a model says of a customer. */
    static ChurnRisk of(
            Customer customer, Activity activity, Instant at, int version, ChurnModel model, double baseRate) {
        if (!ChurnHistory.canBeLost(customer)) {
            return new RulesOnly("the customer has no subscription that he could cancel");
        }
        Traits traits = ChurnTraits.of(customer, activity, at);
        return new Modelled(
                version,
                ChurnHistory.HORIZON.toDays(),
                rounded(model.probability(traits)),
                rounded(baseRate),
                model.contributions(traits).stream()
                        .filter(contribution -> Math.abs(contribution.logOdds()) >= Modelled.LEAST_TOLD)
                        .limit(Modelled.MOST_REASONS)
                        .map(contribution -> new Reason(
                                contribution.trait(),
                                ChurnTraits.inWords(contribution.trait(), traits),
                                rounded(contribution.logOdds())))
                        .toList());
    }

    private static double rounded(double number) {
        return Math.round(number * 10_000) / 10_000.0;
    }
}
