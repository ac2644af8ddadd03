package io.aegis.e2e.bench;

import io.aegis.contracts.Topics;
import io.aegis.e2e.Figures;
import io.aegis.e2e.OwnAegis;
import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import io.aegis.local.testing.Wire;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts monitor and its servers, and measures what an hour of playbooks costs among few and among many customers, and how
 * late they step in. Exit status 0 when everybody who was due was contacted once, and nobody else was.
 */
@Command(name = "monitor", description = "Measures playbooks that come due among many customers")
public final class MonitorBench implements Callable<Integer> {
    private static final int SETTLING_SECONDS = 5;
    private static final int IDLE_SECONDS = 10;
    private static final long HOUR_IN_SECONDS = 30;
    private static final int WARM_UP = 50_000;
    private static final long COUNTING_MS = 100;
    private static final String RAISED = "select count(*) from occasion where outcome = 'raised'";
    private static final String UNSENT = "select -count(*) from outbox";

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures here too, as JSON")
    private @Nullable Path json;

    @Option(names = "--quick", description = "about three minutes: no million of customers")
    private boolean quick;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final long begun = System.nanoTime();
    private final List<String> faults = new ArrayList<>();
    private int raised;

    @Override
    public Integer call() throws Exception {
        OwnAegis own = Bench.own(Map.of());
        LocalSystem system = own.system();
        Runtime.getRuntime().addShutdownHook(new Thread(own::endAtOnce));
        say("starting monitor and its servers");
        system.startServers();
        system.start(Service.MONITOR);
        List<MonitorReport.Hour> hours = new ArrayList<>();
        try (Wire wire = new Wire(system.bootstrapServers());
                Connection monitor = DriverManager.getConnection(
                        system.databaseUrl() + "/" + Service.MONITOR.database(),
                        system.databaseUser(),
                        system.databasePassword())) {
            Watched watched = new Watched(monitor);
            watched.first(wire);
            List<Integer> sizes = quick ? List.of(10_000, 100_000) : List.of(10_000, 100_000, 1_000_000);
            int which = 0;
            for (int size : sizes) {
                say("growing to %d customers".formatted(size));
                watched.growTo(size);
                if (which == 0) {
                    say("warming up");
                    for (; which < WARM_UP / size * 4; which++) {
                        warmUp(monitor, watched, which);
                    }
                }
                hours.add(hour(system, monitor, watched, size, which));
                which += 2;
            }
            long all = Databases.number(monitor, RAISED);
            if (all != raised) {
                faults.add("%d were due, and %d were contacted".formatted(raised, all));
            }
        }
        MonitorReport report = new MonitorReport(
                Runtime.getRuntime().availableProcessors(), Processes.loadAverage(), HOUR_IN_SECONDS, hours, faults);
        report.print(out);
        if (json != null) {
            Figures.write(json, report);
        }
        return report.sound() ? 0 : 1;
    }

    private MonitorReport.Hour hour(LocalSystem system, Connection monitor, Watched watched, int customers, int which)
            throws Exception {
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS); // what the growth left to the database
        Processes processes = new Processes(system);
        say("nothing due");
        Map<String, Long> cpu = processes.cpu();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double idle = processes.spent(cpu) / IDLE_SECONDS;
        say("an hour's at once");
        Instant moment = soon(customers);
        int due = watched.due(which, moment, Duration.ZERO).size();
        until(moment);
        cpu = processes.cpu();
        long began = System.nanoTime();
        await(monitor, moment, due);
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = processes.spent(cpu) / 1000;
        say("an hour's over %d s".formatted(HOUR_IN_SECONDS));
        Histogram delays = delays(system, watched, which + 1, customers);
        return new MonitorReport.Hour(
                customers,
                due,
                seconds,
                cpuSeconds,
                idle,
                delays.getValueAtPercentile(50),
                delays.getValueAtPercentile(99),
                delays.getMaxValue(),
                Processes.residentMb(system));
    }

    private void warmUp(Connection monitor, Watched watched, int which) throws SQLException, InterruptedException {
        Instant now = Instant.now();
        await(monitor, now, watched.due(which, now, Duration.ZERO).size());
    }

    /** Until so many that were due from then on are raised, and sent. Only they are counted, and seldom: that costs too. */
    private void await(Connection monitor, Instant from, int due) throws SQLException, InterruptedException {
        raised += due;
        Databases.await(monitor, RAISED + " and decided_at >= '" + from + "'", due, COUNTING_MS);
        Databases.await(monitor, UNSENT, 0, COUNTING_MS);
    }

    /** Late enough to have let ten thousand of a million be due by then, which takes a busy machine seven seconds. */
    private static Instant soon(int customers) {
        return Instant.now().plusSeconds(3 + customers / 100_000);
    }

    private static void until(Instant moment) throws InterruptedException {
        long left = Duration.between(Instant.now(), moment).toMillis();
        if (left < 0) {
            throw new IllegalStateException("it took too long to let them be due");
        }
        TimeUnit.MILLISECONDS.sleep(left);
    }

    /** Milliseconds from the time that each is due to the time at which its intervention was handed to the broker. */
    private Histogram delays(LocalSystem system, Watched watched, int which, int customers) throws SQLException {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", system.bootstrapServers()),
                new StringDeserializer(),
                (topic, data) -> data)) {
            consumer.assign(consumer.partitionsFor(Topics.INTERVENTIONS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToEnd(consumer.assignment());
            consumer.assignment().forEach(consumer::position);
            Map<String, Instant> times =
                    new HashMap<>(watched.due(which, soon(customers), Duration.ofSeconds(HOUR_IN_SECONDS)));
            int due = times.size();
            raised += due;
            Histogram delays = new Histogram(3);
            long end =
                    System.nanoTime() + Duration.ofSeconds(HOUR_IN_SECONDS * 8).toNanos();
            while (!times.isEmpty() && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    Instant dueAt = times.remove(record.key());
                    if (dueAt == null) {
                        faults.add("%s was contacted, and was not due, or not twice".formatted(record.key()));
                    } else {
                        delays.recordValue(Math.max(0, record.timestamp() - dueAt.toEpochMilli()));
                    }
                });
            }
            if (!times.isEmpty()) {
                faults.add("%d of %d were not contacted".formatted(times.size(), due));
            }
            return delays;
        }
    }

    private void say(String line) {
        System.err.println("%6.1f s  %s".formatted((System.nanoTime() - begun) / 1e9, line));
    }
}
