package io.aegis.monitor.domain;

import io.aegis.contracts.CustomerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * When and how to step in. It is data: one YAML file each.
 *
 * @param condition what must be true of the customer when it is due, by trait
 */
public record Playbook(
        String id, String title, Trigger trigger, Map<String, Condition> condition, Cooldown cooldown, Text message) {
    public Playbook {
        condition = Map.copyOf(condition);
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a playbook's id is small letters, digits and single dashes between");
        }
    }

    public Playbook withDelay(Duration delay) {
        return new Playbook(id, title, trigger.withDelay(delay), condition, cooldown, message);
    }

    /**
     * Whether to step in now, on the latest that is known of the customer.
     *
     * @param lastRaised when this playbook last spoke to this customer
     */
    Verdict decideDue(Occasion occasion, CustomerSnapshot latest, Optional<Instant> lastRaised, Instant now) {
        Instant lapse = occasion.due().plus(trigger.lapsesAfter());
        if (now.isAfter(lapse)) {
            return new Verdict.Pass("it lapsed at " + lapse);
        }
        Traits customer = Traits.of(latest);
        Optional<String> unmet = Condition.unmet(condition, customer);
        if (unmet.isPresent()) {
            return new Verdict.Pass(unmet.get());
        }
        Optional<Instant> tooSoon = lastRaised.filter(last -> !cooldown.over(last, now));
        if (tooSoon.isPresent()) {
            return new Verdict.Pass("it was raised at %s and the cooldown is %s".formatted(tooSoon.get(), cooldown));
        }
        return switch (message.fill(customer, occasion.happening().traits())) {
            case Text.Filled.Lacking lacking -> new Verdict.Pass("the message lacks " + lacking.place());
            case Text.Filled.Said said -> new Verdict.Raise(said.text(), because(occasion));
        };
    }

    private String because(Occasion occasion) {
        Happening happening = occasion.happening();
        return "%s at %s, due at %s, and its condition holds"
                .formatted(happening.fact(), happening.time(trigger.measuredFrom()), occasion.due());
    }
}
