package io.aegis.e2e.simulate;

import io.aegis.local.LocalFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a simulation is started with. Billing, mail, webhooks, a paid model, servers: whatever is configured for real
 * customers must not reach it, and services inherit their parent's environment. So it starts without all of that, but for
 * what a team may want to try out.
 */
final class Surroundings {
    private static final List<String> CONFIGURATION =
            List.of("AEGIS_", "DATABASE_", "KAFKA_", "MP_", "QUARKUS_", "SMALLRYE_");
    private static final Set<String> HARMLESS = Set.of(
            "AEGIS_JVM_FLAGS",
            "AEGIS_MONITOR_CONTACT_BUDGET",
            "AEGIS_MONITOR_CONTACT_WINDOW",
            "AEGIS_MONITOR_DELAY_OVERRIDE",
            "AEGIS_MONITOR_QUIET_FROM",
            "AEGIS_MONITOR_QUIET_UNTIL");

    private Surroundings() {}

    /** @throws LocalFailure when something of the real world is there */
    static void check(Map<String, String> environment, Path workingDirectory) {
        Set<String> real = new TreeSet<>();
        for (String name : environment.keySet()) {
            if (!HARMLESS.contains(name) && CONFIGURATION.stream().anyMatch(name::startsWith)) {
                real.add(name);
            }
        }
        for (String file : List.of(".env", "config")) {
            if (Files.exists(workingDirectory.resolve(file))) {
                real.add(file);
            }
        }
        if (!real.isEmpty()) {
            throw new LocalFailure("a simulation does not start beside what configures the real one: " + real
                    + "; ./aegis simulate leaves it behind");
        }
    }
}
