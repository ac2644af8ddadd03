package io.aegis.e2e.bench;

import io.aegis.contracts.Topics;
import io.aegis.e2e.Figures;
import io.aegis.e2e.OwnAegis;
import io.aegis.local.LocalSystem;
import io.aegis.local.Service;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Starts state and its servers, and measures how fast usage and billing get into state beside a raw consumer on the same
 * servers, and what judging the health of some customers anew costs among few and among many. Exit status 0 when nothing was
 * lost and nothing counted twice.
 */
@Command(name = "ingest", description = "Measures usage and billing into state, and health among many customers")
public final class IngestBench implements Callable<Integer> {
    private static final int USAGE_CUSTOMERS = 1000;
    private static final int CALLS_OF_ONE = 100;
    /** For looks that count many rows, which is CPU that would be taken for state's. */
    private static final long SELDOM_MS = 200;
    /** How many usage events state has stored, or dropped for good reason. */
    private static final String STORED = "select coalesce(sum(next_offset), 0) from batch_place";

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures here too, as JSON")
    private @Nullable Path json;

    @Option(
            names = "--quick",
            description = "under two minutes, where all of it takes about eight: fewer events, no million of customers")
    private boolean quick;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final long begun = System.nanoTime();
    private final List<String> faults = new ArrayList<>();

    /** @param sizes how many customers there are when health is judged */
    private record Plan(int usage, int billing, int changed, List<Integer> sizes) {
        static final Plan FULL = new Plan(1_000_000, 20_000, 1000, List.of(10_000, 100_000, 1_000_000));
        static final Plan QUICK = new Plan(250_000, 4000, 1000, List.of(10_000, 100_000));
    }

    @Override
    public Integer call() throws Exception {
        OwnAegis own = Bench.own(Map.of());
        LocalSystem system = own.system();
        Runtime.getRuntime().addShutdownHook(new Thread(own::end));
        say("starting state and its servers");
        system.startServers();
        system.start(Service.STATE);
        Plan plan = quick ? Plan.QUICK : Plan.FULL;
        try (UsageLoad load = new UsageLoad(system.bootstrapServers());
                Connection state = DriverManager.getConnection(
                        system.databaseUrl() + "/" + Service.STATE.database(),
                        system.databaseUser(),
                        system.databasePassword())) {
            RawConsumer raw = new RawConsumer(system);
            say("warming up");
            load.usage(Topics.USAGE, "warm-", USAGE_CUSTOMERS, plan.usage / 5);
            load.billing(Topics.BILLING, "warm-", USAGE_CUSTOMERS, plan.billing / 4);
            Databases.await(state, "select coalesce(sum(calls), 0) from usage_day", plan.usage / 5);
            awaitNothing(state);
            IngestReport.Rate usage = usage(system, state, raw, load, plan.usage);
            say("usage %.0f a second, raw %.0f".formatted(usage.perSecond(), usage.rawPerSecond()));
            IngestReport.Rate billing = billing(system, state, raw, load, plan.billing);
            List<IngestReport.Recomputed> health = new ArrayList<>();
            int customers = (int) Databases.number(state, "select count(*) from customer");
            for (int size : plan.sizes) {
                say("growing to %d customers".formatted(size));
                grow(state, load, "like-" + size + "-", size - customers);
                customers = size;
                health.add(byUsage(system, state, load, size, plan.changed));
                health.add(byTime(system, state, size, plan.changed));
            }
            IngestReport report = new IngestReport(
                    Runtime.getRuntime().availableProcessors(),
                    Processes.loadAverage(),
                    usage,
                    billing,
                    health,
                    faults);
            report.print(out);
            if (json != null) {
                Figures.write(json, report);
            }
            return report.sound() ? 0 : 1;
        }
    }

    /**
     * State is stopped, the topic filled, state started: what is measured is how fast it works a backlog off. Both sides
     * have read as many events before as are measured, in the same process, and nothing is sent meanwhile.
     */
    private IngestReport.Rate usage(LocalSystem system, Connection state, RawConsumer raw, UsageLoad load, int events)
            throws Exception {
        say("usage, raw");
        String rawTopic = raw.prepare("bench.raw.usage");
        load.usage(rawTopic, "usage-", USAGE_CUSTOMERS, events);
        raw.perSecond(rawTopic, events);
        double rawPerSecond = raw.perSecond(rawTopic, events);
        say("usage, by state");
        String visible = "select coalesce(sum(calls), 0) from usage_bucket where customer like 'usage-%'";
        long before = Databases.number(state, STORED);
        system.stop(Service.STATE);
        load.usage(Topics.USAGE, "usage-", USAGE_CUSTOMERS, 2 * events);
        system.start(Service.STATE);
        Databases.await(state, STORED, before + events);
        Processes processes = new Processes(system);
        Map<String, Long> cpu = processes.cpu();
        long from = Databases.number(state, STORED);
        long began = System.nanoTime();
        Databases.await(state, STORED, before + 2L * events);
        double seconds = (System.nanoTime() - began) / 1e9;
        long counted = before + 2L * events - from;
        Map<String, Double> cpuMs = perThousand(processes.spentBy(cpu), counted);
        Map<String, Long> resident = Processes.residentMb(system);
        long missing = 2L * events - Databases.number(state, visible);
        if (missing != 0) {
            faults.add("%d of %d calls are missing".formatted(missing, 2L * events));
        }
        awaitNothing(state);
        return new IngestReport.Rate(events, counted / seconds, rawPerSecond, cpuMs, missing, resident);
    }

    private IngestReport.Rate billing(LocalSystem system, Connection state, RawConsumer raw, UsageLoad load, int events)
            throws Exception {
        say("billing, raw");
        String rawTopic = raw.prepare("bench.raw.billing");
        load.billing(rawTopic, "billing-", USAGE_CUSTOMERS, events);
        raw.perSecond(rawTopic, events);
        double rawPerSecond = raw.perSecond(rawTopic, events);
        say("billing, by state");
        String visible = "select count(*) from fact where fact = 'invoice_paid' and customer like 'billing-%'";
        Processes processes = new Processes(system);
        Map<String, Long> cpu = processes.cpu();
        long began = System.nanoTime();
        load.billing(Topics.BILLING, "billing-", USAGE_CUSTOMERS, events);
        Databases.await(state, visible, events, SELDOM_MS);
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Double> cpuMs = perThousand(processes.spentBy(cpu), events);
        awaitNothing(state);
        long missing = events - Databases.number(state, visible);
        if (missing != 0) {
            faults.add("%d of %d payments are missing".formatted(missing, events));
        }
        return new IngestReport.Rate(
                events, events / seconds, rawPerSecond, cpuMs, missing, Processes.residentMb(system));
    }

    /** Customers like one who has paid and called: every row that they left behind, under other ids. */
    private void grow(Connection state, UsageLoad load, String prefix, int more) throws Exception {
        long stored = Databases.number(state, STORED);
        load.billing(Topics.BILLING, prefix, 1, 1);
        load.usage(Topics.USAGE, prefix, 1, CALLS_OF_ONE);
        // While it is on its way nothing waits either, and who changes while being copied is copied in pieces.
        Databases.await(state, STORED, stored + CALLS_OF_ONE);
        Databases.await(
                state,
                "select count(*) from fact where fact = 'invoice_paid' and customer = '%s0'".formatted(prefix),
                1);
        Databases.await(state, "select count(*) from health_known where customer = '%s0'".formatted(prefix), 1);
        awaitNothing(state);
        try (Statement statement = state.createStatement()) {
            // All of them would be due together at the next full hour, in the middle of what is measured.
            statement.execute(
                    "update timer set due_at = now() + interval '1 day' where customer = '%s0'".formatted(prefix));
        }
        Population.grow(state, List.of(prefix + "0"), more - 1);
        try (Statement statement = state.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    private IngestReport.Recomputed byUsage(
            LocalSystem system, Connection state, UsageLoad load, int customers, int changed) throws Exception {
        say("judging %d of %d anew by usage".formatted(changed, customers));
        long before = Databases.number(state, STORED);
        Processes processes = new Processes(system);
        Map<String, Long> cpu = processes.cpu();
        long began = System.nanoTime();
        load.usage(Topics.USAGE, "like-" + customers + "-0-", changed, changed);
        Databases.await(state, STORED, before + changed);
        Databases.await(state, "select -count(*) from usage_news", 0);
        return recomputed(system, processes, cpu, began, customers, changed, "usage");
    }

    private IngestReport.Recomputed byTime(LocalSystem system, Connection state, int customers, int changed)
            throws Exception {
        say("judging %d of %d anew by time".formatted(changed, customers));
        String judged = "select count(*) from inbox where status = 1 and type = 'aegis.state.health_review_due.v1'";
        String leftToDo = "select -(select count(*) from timer where due_at <= now()) -"
                + " (select count(*) from inbox where status = 0)";
        long before = Databases.number(state, judged);
        Processes processes = new Processes(system);
        Map<String, Long> cpu = processes.cpu();
        long began = System.nanoTime();
        long moved;
        try (Statement statement = state.createStatement()) {
            moved = statement.executeLargeUpdate("""
                    update timer set due_at = now(), data = convert_to('{"customer":"' || customer || '"}', 'UTF8') where (customer, name) in (
                        select customer, name from timer where name = 'health-review' and customer like 'like-%d-%%' limit %d)
                    """.formatted(customers, changed));
        }
        if (moved != changed) {
            faults.add("only %d of %d customers had a review before them".formatted(moved, changed));
        }
        Databases.await(state, leftToDo, 0);
        IngestReport.Recomputed recomputed =
                recomputed(system, processes, cpu, began, customers, (int) Math.max(1, moved), "time");
        // Among a million this reads for a second, which is not to be measured.
        long done = Databases.number(state, judged) - before;
        if (done < moved) {
            faults.add("only %d of %d reviews were done".formatted(done, moved));
        }
        return recomputed;
    }

    private IngestReport.Recomputed recomputed(
            LocalSystem system,
            Processes processes,
            Map<String, Long> cpu,
            long began,
            int customers,
            int changed,
            String because) {
        double thousands = changed / 1000.0;
        return new IngestReport.Recomputed(
                customers,
                changed,
                because,
                (System.nanoTime() - began) / 1e9 / thousands,
                processes.spent(cpu) / thousands,
                Processes.residentMb(system));
    }

    private static Map<String, Double> perThousand(Map<String, Long> spent, long events) {
        Map<String, Double> each = new LinkedHashMap<>();
        spent.forEach((process, milliseconds) -> each.put(process, milliseconds * 1000.0 / Math.max(1, events)));
        return each;
    }

    /** Until nothing is left to be worked, sent or concluded. */
    private static void awaitNothing(Connection state) throws SQLException, InterruptedException {
        Databases.await(
                state,
                "select -(select count(*) from inbox where status = 0) - (select count(*) from outbox)"
                        + " - (select count(*) from usage_news)",
                0);
    }

    private void say(String line) {
        System.err.println("%6.1f s  %s".formatted((System.nanoTime() - begun) / 1e9, line));
    }
}
