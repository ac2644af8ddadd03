package io.aegis.state.inbound.rest;

import io.aegis.contracts.HealthLevel;
import io.aegis.contracts.Stage;
import io.aegis.contracts.Tier;
import io.aegis.state.application.CustomerStore.Search;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** What lists of customers are narrowed by. */
record Filter(
        @QueryParam("search") @Nullable String search,
        @QueryParam("tier") @Nullable String tier,
        @QueryParam("stage") @Nullable String stage,
        @QueryParam("health") @Nullable String health,
        @QueryParam("plan") @Nullable String plan,
        @QueryParam("minScore") @Nullable String minScore,
        @QueryParam("maxScore") @Nullable String maxScore) {

    Search narrowed() {
        return new Search(
                Parameters.words(search),
                Parameters.oneOf(Tier.class, "tier", tier),
                Parameters.oneOf(Stage.class, "stage", stage),
                Parameters.oneOf(HealthLevel.class, "health", health),
                Parameters.text("plan", plan),
                Parameters.score("minScore", minScore),
                Parameters.score("maxScore", maxScore));
    }
}
