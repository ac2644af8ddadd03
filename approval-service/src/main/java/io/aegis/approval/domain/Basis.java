package io.aegis.approval.domain;

import io.aegis.contracts.ActionType.Facet;
import io.aegis.contracts.CustomerSnapshot;
import io.aegis.contracts.ProposedAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was known of the customer when a decision was made, in words and by name. It is kept with the decision, so that it
 * can be seen later what has changed since, and what another policy would have said.
 */
public record Basis(Map<String, String> known) {
    private static final String NONE = "none";
    private static final String VERSION = "version";

    public Basis {
        known = Map.copyOf(known);
    }

    public static final Basis NOTHING = new Basis(Map.of());

    /** Without anything that says who the customer is. */
    public static Basis of(CustomerSnapshot customer) {
        Map<String, String> known = new TreeMap<>();
        known.put(VERSION, String.valueOf(customer.version()));
        known.put(Facet.TIER.wireName(), customer.tier().wireName());
        known.put(Facet.PLAN.wireName(), Objects.requireNonNullElse(customer.plan(), NONE));
        known.put(Facet.DISCOUNT.wireName(), discount(customer.discount()));
        known.put(
                Facet.KEYS.wireName(),
                customer.keys().stream()
                        .map(key -> key.environment().wireName() + " " + key.hint())
                        .sorted()
                        .collect(Collectors.joining(", ")));
        known.put(
                Facet.TRIAL.wireName(),
                customer.trialEndsAt() == null ? NONE : customer.trialEndsAt().toString());
        known.put("stage", customer.stage().wireName());
        known.put("health", customer.health().level().wireName());
        known.put("health-score", String.valueOf(customer.health().score()));
        return new Basis(known);
    }

    /** What state has told; where it has not yet told anything, the tier as the agent saw it. */
    public Basis or(ProposedAction action) {
        return known.isEmpty()
                ? new Basis(Map.of(Facet.TIER.wireName(), action.tier().wireName()))
                : this;
    }

    /** The version of the customer at state-service that this is of; absent when state had not told anything. */
    public @Nullable Long version() {
        String version = known.get(VERSION);
        return version == null ? null : Long.valueOf(version);
    }

    /** Something that is not what it was. */
    public record Difference(String what, String then, String now) {
        @Override
        public String toString() {
            return what + ": " + then + " -> " + now;
        }
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(known.get(name));
    }

    /** What of these has changed; what was not known then or is not known now has not. */
    List<Difference> differences(Basis now, List<Facet> facets) {
        List<Difference> differences = new ArrayList<>();
        for (Facet facet : facets) {
            String before = known.get(facet.wireName());
            String after = now.known.get(facet.wireName());
            if (before != null && after != null && !before.equals(after)) {
                differences.add(new Difference(facet.wireName(), before, after));
            }
        }
        return differences;
    }

    private static String discount(CustomerSnapshot.@Nullable Discount discount) {
        return discount == null ? NONE : discount.percent() + " % for " + discount.months() + " months";
    }
}
