package io.aegis.monitor.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Playbooks and happenings to try things with. */
final class Sample {
    private static final Goal CALL = new Goal("first_api_call_made", Map.of(), Duration.ofDays(7));

    private Sample() {}

    /** For customers on trial who have not called a day after their test key. */
    static Playbook checkIn(Set<String> unless, Cooldown cooldown) {
        return playbook("check-in", 50, 0, unless, cooldown);
    }

    /** For customers on trial of whom this is true a day after their test key. */
    static Playbook checkIn(Map<String, Condition> condition) {
        return playbook("check-in", 50, 0, Set.of(), new Cooldown.Forever(), condition);
    }

    static Playbook playbook(String id, int priority, int holdOut, Set<String> unless, Cooldown cooldown) {
        return playbook(id, priority, holdOut, unless, cooldown, Map.of("firstApiCallAt", Condition.present(false)));
    }

    private static Playbook playbook(
            String id,
            int priority,
            int holdOut,
            Set<String> unless,
            Cooldown cooldown,
            Map<String, Condition> condition) {
        return new Playbook(
                id,
                "Check-in",
                priority,
                new Trigger(
                        "key_issued",
                        Map.of("environment", Condition.in("test")),
                        "at",
                        Duration.ofHours(24),
                        Duration.ofDays(2),
                        unless),
                Map.of("tier", Condition.in("trial")),
                condition,
                cooldown,
                CALL,
                holdOut,
                null,
                new LinkedHashMap<>(Map.of(
                        "plain", Message.of(new Text("Hi {customer.name}, key {fact.hint} of {fact.at.date}.")))));
    }

    static Happening happening(String fact, String environment, Instant at) {
        return new Happening(
                fact,
                new Traits(Map.of(
                        "environment", environment, "hint", "1234", "at", at.toString(), "at.date", "1 March 2026")));
    }

    static List<Instant> times(String... times) {
        return List.of(times).stream().map(Instant::parse).toList();
    }
}
