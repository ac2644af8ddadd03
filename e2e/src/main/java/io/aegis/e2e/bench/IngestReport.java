package io.aegis.e2e.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of one run of ingest. Times are in seconds, CPU in milliseconds of all processes but this one, memory in MiB.
 *
 * @param machineLoad the load average when it ended, others' work included
 * @param faults why the run was not sound; empty when it was
 */
record IngestReport(
        int processors, double machineLoad, Rate usage, Rate billing, List<Recomputed> health, List<String> faults) {
    /**
     * @param perSecond events until they are seen in state
     * @param rawPerSecond the same records by a raw consumer with batched COPY, right before
     * @param cpuMsPerThousand by process
     * @param missing events that state does not have, or has too often, below zero
     */
    record Rate(
            int events,
            double perSecond,
            double rawPerSecond,
            Map<String, Double> cpuMsPerThousand,
            long missing,
            Map<String, Long> residentMb) {
        @JsonProperty
        double ratio() {
            return perSecond / rawPerSecond;
        }

        @JsonProperty
        double cpuMsPerThousandTogether() {
            return cpuMsPerThousand.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }

        String cpu() {
            return cpuMsPerThousand.entrySet().stream()
                    .map(one -> "%s %.1f".formatted(one.getKey(), one.getValue()))
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * @param changed customers whose health is judged anew
     * @param because usage that came, or time that passed
     */
    record Recomputed(
            int customers,
            int changed,
            String because,
            double secondsPerThousand,
            double cpuMsPerThousand,
            Map<String, Long> residentMb) {}

    @JsonProperty
    boolean sound() {
        return faults.isEmpty();
    }

    void print(PrintStream out) {
        out.println("%n%d processors, load average %.1f".formatted(processors, machineLoad));
        out.println("%n%-10s %10s %12s %12s %8s %12s  %s"
                .formatted("", "events", "events/s", "raw COPY/s", "ratio", "CPU ms/1000", "of which; resident MiB"));
        row(out, "usage", usage);
        row(out, "billing", billing);
        out.println("%n%-12s %9s %9s %12s %14s  %s"
                .formatted("health of", "changed", "by", "s/1000", "CPU ms/1000", "resident MiB"));
        health.forEach(one -> out.println("%-12d %9d %9s %12.2f %14.0f  %s"
                .formatted(
                        one.customers,
                        one.changed,
                        one.because,
                        one.secondsPerThousand,
                        one.cpuMsPerThousand,
                        one.residentMb)));
        faults.forEach(fault -> out.println("NOT SOUND: " + fault));
    }

    private static void row(PrintStream out, String name, Rate rate) {
        out.println("%-10s %10d %12.0f %12.0f %8.2f %12.1f  %s; %s"
                .formatted(
                        name,
                        rate.events,
                        rate.perSecond,
                        rate.rawPerSecond,
                        rate.ratio(),
                        rate.cpuMsPerThousandTogether(),
                        rate.cpu(),
                        rate.residentMb));
    }
}
