package io.aegis.e2e.bench;

import io.aegis.e2e.Figures;
import io.aegis.e2e.OwnAegis;
import io.aegis.local.Checkout;
import io.aegis.local.LocalSystem;
import io.aegis.local.Topics;
import io.aegis.local.demo.FrontDoor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts a whole Aegis of its own, measures the durable turn beside its floor, and stops it again. Exit status 0 when the
 * run itself was sound: every turn ended with its two actions done, once each. The start is measured as {@code up} does it;
 * the turns in services that run as in a deployment, warm.
 */
@Command(
        name = "bench",
        description = "Measures the durable turn beside its floor, start-up, memory and flatness",
        subcommands = {IngestBench.class, MonitorBench.class})
public final class Bench implements Callable<Integer> {
    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures here too, as JSON")
    private @Nullable Path json;

    @Option(names = "--quick", description = "about two minutes: fewer turns, a tenth of the customers")
    private boolean quick;

    /** Both compilers, as in a container: {@code up} leaves the second one out, which is slow to start and fast after that. */
    private static final String DEPLOYED = "-XX:+TieredCompilation";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int WARM_UP_AT_ONCE = 64;

    private final long begun = System.nanoTime();
    private final List<String> faults = new ArrayList<>();

    /**
     * @param warmUp turns before anything is measured, and how long they may take
     * @param level how many at a time, and how many turns of that
     * @param limit when a level is over even if turns are left
     * @param population how many customers are added for the second look
     */
    private record Plan(int warmUp, Duration warmUpLimit, Map<Integer, Integer> level, Duration limit, int population) {
        static final Plan FULL =
                new Plan(8000, Duration.ofSeconds(240), ordered(200, 600, 1200), Duration.ofSeconds(15), 100_000);
        static final Plan QUICK =
                new Plan(1500, Duration.ofSeconds(50), ordered(60, 200, 400), Duration.ofSeconds(8), 10_000);

        private static Map<Integer, Integer> ordered(int alone, int some, int many) {
            Map<Integer, Integer> levels = new LinkedHashMap<>();
            levels.put(1, alone);
            levels.put(16, some);
            levels.put(64, many);
            return Collections.unmodifiableMap(levels);
        }
    }

    @Override
    public Integer call() throws Exception {
        Report.Start start = start();
        String flags = Optional.ofNullable(System.getenv(OwnAegis.JVM_FLAGS)).orElse(DEPLOYED);
        OwnAegis own = own(Map.of(OwnAegis.JVM_FLAGS, flags));
        Runtime.getRuntime().addShutdownHook(new Thread(own::end));
        started(own.system(), "with " + flags);
        Report report = measured(own.system(), start, own.folder(), flags);
        report.print(out);
        if (json != null) {
            Figures.write(json, report);
        }
        return report.sound() ? 0 : 1;
    }

    static OwnAegis own(Map<String, String> environment) throws IOException {
        return OwnAegis.in(Checkout.find(), "bench", folder -> environment);
    }

    private Report.Start start() throws IOException {
        OwnAegis own = own(Map.of());
        Thread end = new Thread(own::end);
        Runtime.getRuntime().addShutdownHook(end);
        double first = started(own.system(), "the first time");
        own.system().stop();
        double second = started(own.system(), "the second time");
        Map<String, Long> resident = resident(own.system());
        own.end();
        Runtime.getRuntime().removeShutdownHook(end);
        return new Report.Start(first, second, resident);
    }

    private static Map<String, Long> resident(LocalSystem system) {
        Map<String, Long> resident = new LinkedHashMap<>();
        system.running().forEach(one -> resident.put(one.name(), one.residentBytes() >> 20));
        return resident;
    }

    private double started(LocalSystem system, String which) {
        say("starting " + which);
        long began = System.nanoTime();
        system.start();
        return (System.nanoTime() - began) / 1e9;
    }

    private Report measured(LocalSystem system, Report.Start start, Path folder, String flags)
            throws SQLException, ExecutionException, InterruptedException, IOException {
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        Processes processes = new Processes(system);
        DurableTurns turns = new DurableTurns(FrontDoor.of(system));
        try (Databases databases = new Databases(system);
                Floor floor = Floor.on(system)) {
            say("warming up");
            keep(Load.run(16, floors(floor, 5 * plan.warmUp), plan.limit));
            turns.prepare(plan.warmUp);
            quiet(databases);
            keep(Load.run(WARM_UP_AT_ONCE, turns.ready(), plan.warmUpLimit));
            quiet(databases);

            List<Report.Compared> levels = new ArrayList<>();
            Written written = new Written(system, databases);
            int before = turns.customers();
            for (Map.Entry<Integer, Integer> level : plan.level.entrySet()) {
                int atOnce = level.getKey();
                Report.Level bare = level(atOnce, processes, floors(floor, 5 * level.getValue()), plan.limit, null);
                turns.prepare(level.getValue());
                quiet(databases);
                written.begin();
                Report.Level turn = level(atOnce, processes, turns.ready(), plan.limit, databases);
                written.end(turn.turns());
                levels.add(new Report.Compared(bare, turn));
            }
            List<Report.Fullness> flatness = new ArrayList<>();
            flatness.add(new Report.Fullness(
                    before, levels.stream().map(Report.Compared::turn).toList()));

            say("adding %d customers".formatted(plan.population));
            Map<String, Long> filled = Population.grow(databases, turns.last(), plan.population);
            List<Report.Level> full = new ArrayList<>();
            for (Map.Entry<Integer, Integer> level : plan.level.entrySet()) {
                turns.prepare(level.getValue());
                quiet(databases);
                full.add(level(level.getKey(), processes, turns.ready(), plan.limit, databases));
            }
            flatness.add(new Report.Fullness(turns.customers() + plan.population, full));

            Map<String, Long> resident = resident(system);
            say("looking whether every action was done, once");
            faults.addAll(turns.wrong());
            return new Report(
                    new Report.Machine(
                            Runtime.getRuntime().availableProcessors(),
                            System.getProperty("java.version"),
                            System.getProperty("os.name"),
                            Files.getFileStore(folder).type(),
                            flags),
                    start,
                    resident,
                    levels,
                    written.perTurn(),
                    flatness,
                    filled,
                    turns.withoutKey(),
                    faults.isEmpty(),
                    faults);
        }
    }

    /** @param settling the databases whose rest belongs to the turns too; absent for the floor */
    private Report.Level level(
            int atOnce,
            Processes processes,
            Queue<? extends Load.Work> work,
            Duration limit,
            @Nullable Databases settling)
            throws SQLException, InterruptedException {
        say("%s, %d at a time".formatted(settling == null ? "floor" : "turns", atOnce));
        Map<String, Long> before = processes.cpu();
        Load.Measured measured = keep(Load.run(atOnce, work, limit));
        if (settling != null) {
            quiet(settling);
        }
        Map<String, Double> cpu = new LinkedHashMap<>();
        processes.cpu().forEach((name, ms) -> {
            boolean counts = settling == null
                    ? List.of("kafka", "postgres", Processes.LOAD).contains(name)
                    : !name.equals(Processes.LOAD);
            if (counts) {
                cpu.put(name, (double) (ms - before.getOrDefault(name, 0L)) / Math.max(1, measured.turns()));
            }
        });
        return new Report.Level(
                atOnce,
                measured.turns(),
                measured.milliseconds(50),
                measured.milliseconds(99),
                measured.perSecond(),
                cpu.values().stream().mapToDouble(Double::doubleValue).sum(),
                cpu,
                Processes.loadAverage());
    }

    private Load.Measured keep(Load.Measured measured) {
        faults.addAll(measured.failures());
        return measured;
    }

    private void quiet(Databases databases) throws SQLException, InterruptedException {
        if (!databases.awaitQuiet()) {
            faults.add("messages were still waiting a minute after the last turn");
        }
    }

    private static Queue<Load.Work> floors(Floor floor, int turns) {
        return new ConcurrentLinkedQueue<>(Collections.nCopies(turns, (Load.Work) floor::turn));
    }

    /** What the turns of all levels wrote, without what prepared them. */
    private static final class Written {
        private final LocalSystem system;
        private final Databases databases;
        private final Map<String, Long> records = new TreeMap<>();
        private long transactions;
        private long logBytes;
        private long turns;

        Written(LocalSystem system, Databases databases) {
            this.system = system;
            this.databases = databases;
        }

        void begin() throws SQLException, ExecutionException, InterruptedException {
            count(-1);
        }

        void end(long more) throws SQLException, ExecutionException, InterruptedException {
            count(1);
            turns += more;
        }

        private void count(int sign) throws SQLException, ExecutionException, InterruptedException {
            transactions += sign * databases.transactions();
            logBytes += sign * databases.logBytes();
            ends().forEach((topic, end) -> records.merge(topic, sign * end, Long::sum));
        }

        private Map<String, Long> ends() throws ExecutionException, InterruptedException {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            Topics.all().forEach((topic, partitions) -> {
                for (int partition = 0; partition < partitions; partition++) {
                    wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
                }
            });
            Map<String, Long> ends = new HashMap<>();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers()))) {
                admin.listOffsets(wanted)
                        .all()
                        .get()
                        .forEach((partition, end) -> ends.merge(partition.topic(), end.offset(), Long::sum));
            }
            return ends;
        }

        Report.PerTurn perTurn() {
            double each = Math.max(1, turns);
            Map<String, Double> recordsEach = new LinkedHashMap<>();
            records.forEach((topic, count) -> {
                if (count > 0) {
                    recordsEach.put(topic, count / each);
                }
            });
            return new Report.PerTurn(transactions / each, logBytes / each / 1024, recordsEach);
        }
    }

    private void say(String line) {
        System.err.println("%6.1f s  %s".formatted((System.nanoTime() - begun) / 1e9, line));
    }
}
