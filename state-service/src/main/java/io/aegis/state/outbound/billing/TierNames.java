package io.aegis.state.outbound.billing;

import io.aegis.contracts.Tier;
import io.aegis.state.StateConfig;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a billing system calls a tier. */
record TierNames(Map<Tier, Set<String>> names) {
    static TierNames of(StateConfig.Tiers tiers) {
        return new TierNames(Map.of(
                Tier.STARTER, tiers.starter().orElse(Set.of()),
                Tier.PRO, tiers.pro().orElse(Set.of()),
                Tier.ENTERPRISE, tiers.enterprise().orElse(Set.of())));
    }

    /** The highest that any of the names stands for; null when none has a tier. */
    @Nullable
    Tier highest(Collection<String> given) {
        Optional<Tier> highest = names.entrySet().stream()
                .filter(entry -> given.stream().anyMatch(entry.getValue()::contains))
                .map(Map.Entry::getKey)
                .max(Comparator.naturalOrder());
        return highest.orElse(null);
    }
}
