package io.aegis.state.outbound.rules;

import io.aegis.contracts.HealthLevel;
import io.aegis.state.domain.HealthPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules of health as their file has them. */
record HealthRulesFile(
        String version,
        int step,
        HealthPolicy.Measures measures,
        int needsAttentionBelow,
        int atRiskBelow,
        List<Exceptional> exceptions) {
    record Exceptional(
            String when,
            HealthLevel level,
            @Nullable Integer ceiling,
            @Nullable Integer percent,
            @Nullable Integer days) {
        HealthPolicy.Rule rule() {
            return new HealthPolicy.Rule(condition(), level, ceiling, percent, days);
        }

        private HealthPolicy.Condition condition() {
            return Arrays.stream(HealthPolicy.Condition.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(when))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(when + ": no such exception"));
        }
    }

    HealthPolicy policy() {
        return new HealthPolicy(
                Objects.requireNonNullElse(version, ""),
                step,
                measures,
                needsAttentionBelow,
                atRiskBelow,
                exceptions.stream().map(Exceptional::rule).toList());
    }
}
