package io.aegis.monitor.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * When and how to step in. It is data: one YAML document each.
 *
 * @param priority 0 to 100: who goes first when several have something to say to one customer
 * @param segment whom it is for, by trait; what happens to others is not waited for
 * @param condition what must be true of the customer when it is due, by trait
 * @param goal what it is for; without one nothing is measured
 * @param holdOut percent of customers that it never contacts, so that its effect can be measured; 0 to 50
 * @param messages by the name of the variant; which of them is said is found out by what works
 */
public record Playbook(
        String id,
        String title,
        int priority,
        Trigger trigger,
        Map<String, Condition> segment,
        Map<String, Condition> condition,
        Cooldown cooldown,
        @Nullable Goal goal,
        int holdOut,
        @Nullable Help help,
        SequencedMap<String, Message> messages) {
    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

    public Playbook {
        segment = Map.copyOf(segment);
        condition = Map.copyOf(condition);
        messages = java.util.Collections.unmodifiableSequencedMap(new LinkedHashMap<>(messages));
        if (!id.matches(NAME) || id.length() > 60) {
            throw new IllegalArgumentException(
                    "a playbook's id is up to 60 small letters, digits and single dashes between");
        }
        check(priority >= 0 && priority <= 100, "priority is 0 to 100");
        check(holdOut >= 0 && holdOut <= 50, "hold-out is 0 to 50 percent");
        check(holdOut == 0 || goal != null, "a hold-out without a goal measures nothing");
        check(!messages.isEmpty() && messages.size() <= 8, "messages are 1 to 8");
        check(messages.size() == 1 || goal != null, "variants without a goal cannot be told apart");
        check(messages.keySet().stream().allMatch(name -> name.matches(NAME)), "a message's name is like an id");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    public Playbook withDelay(Duration delay) {
        return new Playbook(
                id,
                title,
                priority,
                trigger.withDelay(delay),
                segment,
                condition,
                cooldown,
                goal,
                holdOut,
                help,
                messages);
    }

    /** Why the occasion is none any more, on the latest that is known of the customer; empty when it still is one. */
    Optional<String> unfit(Occasion occasion, Traits customer, Instant now) {
        Instant lapse = lapse(occasion);
        if (now.isAfter(lapse)) {
            return Optional.of("it lapsed at " + lapse);
        }
        return Condition.unmet(segment, customer).or(() -> Condition.unmet(condition, customer));
    }

    Instant lapse(Occasion occasion) {
        return occasion.due().plus(trigger.lapsesAfter());
    }

    String because(Occasion occasion) {
        Happening happening = occasion.happening();
        return "%s at %s, due at %s, and its condition holds"
                .formatted(happening.fact(), happening.time(trigger.measuredFrom()), occasion.due());
    }

    /** The variants' names, in the order they are written. */
    public List<String> variants() {
        return List.copyOf(messages.keySet());
    }
}
