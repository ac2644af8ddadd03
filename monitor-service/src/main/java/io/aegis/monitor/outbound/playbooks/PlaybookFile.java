package io.aegis.monitor.outbound.playbooks;

import io.aegis.contracts.CustomerSnapshot;
import io.aegis.monitor.application.Happenings;
import io.aegis.monitor.domain.Condition;
import io.aegis.monitor.domain.Cooldown;
import io.aegis.monitor.domain.Playbook;
import io.aegis.monitor.domain.Text;
import io.aegis.monitor.domain.Traits;
import io.aegis.monitor.domain.Trigger;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A playbook as it is written in YAML, with names that may be wrong. */
record PlaybookFile(
        String id,
        String title,
        TriggerFile trigger,
        @Nullable Map<String, Condition> condition,
        String cooldown,
        String message) {
    record TriggerFile(
            String after,
            @Nullable Map<String, Condition> where,
            @Nullable String measuredFrom,
            Duration delay,
            Duration lapsesAfter,
            @Nullable Set<String> unless) {}

    PlaybookFile {
        Objects.requireNonNull(id, "id is missing");
        Objects.requireNonNull(title, "title is missing");
        Objects.requireNonNull(trigger, "trigger is missing");
        Objects.requireNonNull(trigger.after, "trigger.after is missing");
        Objects.requireNonNull(trigger.delay, "trigger.delay is missing");
        Objects.requireNonNull(trigger.lapsesAfter, "trigger.lapses-after is missing");
        Objects.requireNonNull(cooldown, "cooldown is missing");
        Objects.requireNonNull(message, "message is missing");
    }

    /** @throws IllegalArgumentException that says which name means nothing, or what else is wrong */
    Playbook playbook() {
        Playbook playbook = new Playbook(
                id,
                title,
                new Trigger(
                        trigger.after,
                        Objects.requireNonNullElse(trigger.where, Map.of()),
                        Objects.requireNonNullElse(trigger.measuredFrom, "at"),
                        trigger.delay,
                        trigger.lapsesAfter,
                        Objects.requireNonNullElse(trigger.unless, Set.of())),
                Objects.requireNonNullElse(condition, Map.of()),
                Cooldown.parse(cooldown),
                new Text(message));
        check(playbook);
        return playbook;
    }

    private static void check(Playbook playbook) {
        Trigger trigger = playbook.trigger();
        known("trigger.after", Set.of(trigger.after()), Happenings.facts().keySet());
        known("trigger.unless", trigger.unless(), Happenings.facts().keySet());
        Class<? extends Record> fact = Objects.requireNonNull(Happenings.facts().get(trigger.after()));
        known("trigger.where", trigger.where().keySet(), Traits.names(fact));
        known("message", playbook.message().traitsOf("fact"), Traits.names(fact));
        known("condition", playbook.condition().keySet(), Traits.names(CustomerSnapshot.class));
        known("message", playbook.message().traitsOf("customer"), Traits.names(CustomerSnapshot.class));
        if (!Traits.isTime(fact, trigger.measuredFrom())) {
            throw new IllegalArgumentException(
                    "trigger.measured-from: " + trigger.measuredFrom() + " is no time of " + trigger.after());
        }
    }

    private static void known(String where, Collection<String> names, Set<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "%s: '%s' is none of %s".formatted(where, name, new TreeSet<>(known)));
            }
        }
    }
}
