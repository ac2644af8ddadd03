package io.aegis.e2e.simulate;

import io.aegis.contracts.Json;
import io.aegis.e2e.Figures;
import io.aegis.e2e.OwnAegis;
import io.aegis.local.Checkout;
import io.aegis.local.LocalFailure;
import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor;
import io.aegis.local.demo.FrontDoor.Session;
import io.aegis.messaging.SimulatedClock;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts an Aegis of its own that lives by a simulated clock, plays a population into it, and reports what its playbooks did
 * with it. Exit status 0 when the run was sound: everything was taken, and nothing is dead or left behind.
 */
@Command(name = "simulate", description = "Plays a simulated population against an Aegis of its own")
public final class Simulate implements Callable<Integer> {
    /** The command itself works elsewhere, so that nothing of the user's working directory is read. */
    private static final Path CALLED_FROM = Path.of(System.getProperty("aegis.called-from", ""));

    private static final int BAR = 40;
    private static final int MOST_CUSTOMERS = 10_000;
    private static final int MOST_DAYS = 365;

    @Option(names = "--customers", paramLabel = "N", defaultValue = "200", description = "1 to 10000; 200 when absent")
    private int customers;

    @Option(names = "--days", paramLabel = "D", defaultValue = "30", description = "1 to 365; 30 when absent")
    private int days;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "the same seed is the same population")
    private long seed;

    @Option(
            names = "--playbooks",
            paramLabel = "FOLDER",
            description = "your own: each *.yaml is written and enabled before it begins")
    private @Nullable Path playbooks;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the report here too, as JSON")
    private @Nullable Path json;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Assumptions assumptions = Assumptions.USUAL;

    @Override
    public Integer call() throws Exception {
        if (customers < 1 || customers > MOST_CUSTOMERS || days < 1 || days > MOST_DAYS) {
            throw new LocalFailure("--customers is 1 to %d, --days 1 to %d".formatted(MOST_CUSTOMERS, MOST_DAYS));
        }
        Surroundings.check(System.getenv(), Path.of("").toAbsolutePath());
        OwnAegis own = OwnAegis.in(
                Checkout.find(),
                "simulation",
                folder -> Map.of(
                        "AEGIS_MESSAGING_SIMULATED_TIME", time(folder).toString(), "AEGIS_MESSAGING_POLL", "PT0.05S"));
        Runtime.getRuntime().addShutdownHook(new Thread(own::endAtOnce));
        SimulatedClock clock = SimulatedClock.starting(time(own.folder()), Play.START);
        System.err.println("starting an Aegis of its own");
        own.system().start();
        Report report = play(own.system(), clock);
        report.print(out);
        if (json != null) {
            Figures.write(CALLED_FROM.resolve(json), report);
        }
        return report.sound() ? 0 : 1;
    }

    private static Path time(Path folder) {
        return folder.resolve("time");
    }

    private Report play(LocalSystem system, SimulatedClock clock) throws Exception {
        FrontDoor door = FrontDoor.of(system);
        Session manager = door.staff("simulated-manager", "success-manager");
        String shelf = system.url(Service.MONITOR) + "/api/playbooks";
        write(manager, shelf);
        Dice dice = new Dice(seed);
        List<Person> population = IntStream.rangeClosed(1, customers)
                .mapToObj(number -> new Person(number, days, dice, assumptions))
                .toList();
        try (Standstill standstill = new Standstill(system);
                Outside outside = new Outside(system.bootstrapServers())) {
            Play play = new Play(door, standstill, clock, dice, assumptions);
            long began = System.nanoTime();
            int steps = play.run(population, days, outside, bar());
            double seconds = (System.nanoTime() - began) / 1e9;
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            return new Findings(standstill, manager, shelf, assumptions)
                    .report(
                            new Report.Setting(customers, days, seed),
                            new Report.Run(seconds, steps, load),
                            play.faults());
        }
    }

    /** @throws LocalFailure when one of them is no playbook, with its faults */
    private void write(Session manager, String shelf) throws IOException {
        if (playbooks == null) {
            return;
        }
        try (Stream<Path> files = Files.list(CALLED_FROM.resolve(playbooks))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                String id = file.getFileName().toString().replaceFirst("\\.yaml$", "");
                FrontDoor.Answer written = manager.put(shelf + "/" + id, Files.readString(file));
                if (written.status() / 100 != 2) {
                    throw new LocalFailure("%s is not taken: %s".formatted(file, written.body()));
                }
                manager.post(shelf + "/" + id + "/enable", Json.object(), null).ok();
            }
        }
    }

    private DoubleConsumer bar() {
        return share -> {
            int full = (int) (share * BAR);
            System.err.print("\r[" + "#".repeat(full) + ".".repeat(BAR - full)
                    + "] day %d of %d".formatted((int) (share * days), days));
            if (share >= 1) {
                System.err.println();
            }
        };
    }
}
