package io.aegis.e2e.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * The figures of one run: for programs as they are, for people as tables. Times are in milliseconds, memory in MiB.
 *
 * @param repliesWithoutKey replies in which the customer's key could not be shown in time, of all
 * @param faults why the run was not sound; empty when it was
 */
record Report(
        Machine machine,
        Start start,
        Map<String, Long> residentMb,
        List<Compared> levels,
        PerTurn perTurn,
        List<Fullness> flatness,
        Map<String, Long> filledRows,
        int repliesWithoutKey,
        boolean sound,
        List<String> faults) {

    /** @param serviceFlags of the services' JVMs while they took turns */
    record Machine(int processors, String java, String os, String fileSystem, String serviceFlags) {}

    /**
     * Seconds until every service was ready: on an empty folder, and again on the same.
     *
     * @param residentMb of each process then
     */
    record Start(double firstSeconds, double secondSeconds, Map<String, Long> residentMb) {}

    /**
     * @param cpuMs of all processes but the one that makes the load, for each turn; 0 where it cannot be counted
     * @param cpuMsOf the same for each process
     * @param machineLoad the load average of the machine when it ended, others' work included
     */
    record Level(
            int atOnce,
            long turns,
            double p50Ms,
            double p99Ms,
            double perSecond,
            double cpuMs,
            Map<String, Double> cpuMsOf,
            double machineLoad) {}

    /** The turn beside the floor, measured one right after the other. */
    record Compared(Level floor, Level turn) {
        @JsonProperty
        double p50Ratio() {
            return turn.p50Ms / floor.p50Ms;
        }

        @JsonProperty
        double perSecondRatio() {
            return turn.perSecond / floor.perSecond;
        }
    }

    /**
     * What one turn writes.
     *
     * @param transactions that wrote, each a commit
     * @param logKb of PostgreSQL's write-ahead log
     */
    record PerTurn(double transactions, double logKb, Map<String, Double> records) {}

    /** The same levels with so many customers in the databases. */
    record Fullness(int customers, List<Level> levels) {}

    void print(PrintStream out) {
        out.println("%n%d processors, %s, Java %s, %s; turns by services with %s"
                .formatted(machine.processors, machine.os, machine.java, machine.fileSystem, machine.serviceFlags));
        out.println(
                "%nThe durable turn (HTTP in to reply out, two actions) beside its floor (%d Kafka hops, a commit at each)"
                        .formatted(Floor.HOPS));
        out.println("%-22s %9s %9s %9s %9s %9s %9s"
                .formatted("", "turns", "p50 ms", "p99 ms", "turns/s", "CPU ms", "load avg"));
        for (Compared level : levels) {
            row(out, "floor, %d at a time".formatted(level.floor.atOnce), level.floor);
            row(out, "turn, %d at a time".formatted(level.turn.atOnce), level.turn);
            out.println("%-22s %9s %9s %9s %9s"
                    .formatted(
                            "  turn / floor",
                            "",
                            "%.1f".formatted(level.p50Ratio()),
                            "",
                            "%.2f".formatted(level.perSecondRatio())));
        }
        out.println("CPU ms: of all processes for each turn; the load's own process counts for the floor only");

        out.println("%nWhat one turn writes: %.1f transactions, %.0f KB of log, records:"
                .formatted(perTurn.transactions, perTurn.logKb));
        perTurn.records.forEach((topic, records) -> out.println("  %-32s %5.1f".formatted(topic, records)));

        out.println("%nWhere the CPU of a turn goes, ms".formatted());
        Level busiest = levels.getLast().turn;
        busiest.cpuMsOf.forEach((process, ms) -> out.println("  %-32s %5.1f".formatted(process, ms)));

        out.println("%nThe same turn in fuller databases".formatted());
        out.println("%-22s %9s %9s %9s %9s %9s %9s"
                .formatted("", "turns", "p50 ms", "p99 ms", "turns/s", "CPU ms", "load avg"));
        for (Fullness full : flatness) {
            for (Level level : full.levels) {
                row(out, "%d, %d at a time".formatted(full.customers, level.atOnce), level);
            }
        }
        out.println("rows added: " + filledRows);

        out.println("%nReady after %.1f s at first, %.1f s the second time"
                .formatted(start.firstSeconds, start.secondSeconds));
        resident(out, "then", start.residentMb);
        resident(out, "after the load", residentMb);
        if (repliesWithoutKey > 0) {
            out.println("%d replies could not show the key in time".formatted(repliesWithoutKey));
        }
        out.println(sound ? "The run was sound." : "The run was NOT sound:");
        faults.forEach(fault -> out.println("  " + fault));
    }

    private static void resident(PrintStream out, String when, Map<String, Long> mb) {
        out.println("Resident memory %s, MiB: %s, together %d"
                .formatted(
                        when,
                        mb,
                        mb.values().stream().mapToLong(Long::longValue).sum()));
    }

    private static void row(PrintStream out, String name, Level level) {
        out.println("%-22s %9d %9.1f %9.1f %9.1f %9s %9.1f"
                .formatted(
                        name,
                        level.turns,
                        level.p50Ms,
                        level.p99Ms,
                        level.perSecond,
                        Processes.counted() ? "%.1f".formatted(level.cpuMs) : "-",
                        level.machineLoad));
    }
}
