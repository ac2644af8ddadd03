package io.aegis.e2e.scenarios;

import io.aegis.local.Checkout;
import io.aegis.local.LocalSystem;
import io.aegis.local.LocalSystem.Settings;
import io.aegis.local.LocalSystem.Supervision;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole system, from its packaged jars, in a folder of its own: one for all end-to-end tests of this JVM. */
final class Running {
    /** How long after a key was issued monitor asks how it goes; a day is too long for a test. */
    static final String CHECK_IN_DELAY = "PT3S";

    private static final Running INSTANCE = new Running();

    private final StandInProvider provider = new StandInProvider();
    private final LocalSystem system;

    private Running() {
        try {
            Path state = Files.createTempDirectory("aegis-e2e");
            system = new LocalSystem(
                    Checkout.find(),
                    Settings.onFreePorts(
                            state,
                            Map.of(
                                    "AEGIS_PROVIDER",
                                    "hook",
                                    "AEGIS_PROVIDER_URL",
                                    provider.url(),
                                    "AEGIS_PROVIDER_SECRET",
                                    StandInProvider.SECRET,
                                    "AEGIS_MONITOR_DELAY_OVERRIDE",
                                    "onboarding-check-in=" + CHECK_IN_DELAY),
                            Supervision.LEAVE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(system::stopAtOnce));
        system.start();
        system.writeClassArchives();
    }

    static LocalSystem system() {
        return INSTANCE.system;
    }

    /** The names of the logs that hold the text. */
    static List<String> logsWith(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> logs = Files.list(system().log(Service.STATE).getParent())) {
            for (Path log : logs.toList()) {
                if (Files.readString(log, StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(log.getFileName().toString());
                }
            }
        }
        return found;
    }

    static FrontDoor door() {
        return FrontDoor.of(INSTANCE.system);
    }

    static StandInProvider provider() {
        return INSTANCE.provider;
    }
}
