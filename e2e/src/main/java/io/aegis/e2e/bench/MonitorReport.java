package io.aegis.e2e.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * The figures of one run of monitor. CPU is that of all processes but this one.
 *
 * @param machineLoad the load average when it ended, others' work included
 * @param hourIn seconds of real time over which the timers of a simulated hour are spread for the delays
 * @param faults why the run was not sound; empty when it was
 */
record MonitorReport(int processors, double machineLoad, long hourIn, List<Hour> hours, List<String> faults) {
    /**
     * One hour of playbooks among so many customers, each of whom waits for one.
     *
     * @param due occasions that come due in the hour
     * @param seconds to decide and send all of them when they are due at one moment: what the hour costs
     * @param cpuSeconds for the same
     * @param idleCpuMs in each second in which nothing is due
     * @param p50Ms from the time that an occasion is due to its intervention being handed to the broker, with the hour spread
     */
    record Hour(
            int customers,
            int due,
            double seconds,
            double cpuSeconds,
            double idleCpuMs,
            long p50Ms,
            long p99Ms,
            long mostMs,
            Map<String, Long> residentMb) {}

    @JsonProperty
    boolean sound() {
        return faults.isEmpty();
    }

    void print(PrintStream out) {
        out.println("%n%d processors, load average %.1f; one customer in a hundred is due in the hour"
                .formatted(processors, machineLoad));
        out.println("%n%-11s %8s %11s %11s %13s %28s  %s"
                .formatted(
                        "customers",
                        "due",
                        "s/hour",
                        "CPU s/hour",
                        "idle CPU ms/s",
                        "due to raised ms p50/p99/max",
                        "resident MiB"));
        hours.forEach(hour -> out.println("%-11d %8d %11.2f %11.2f %13.1f %28s  %s"
                .formatted(
                        hour.customers,
                        hour.due,
                        hour.seconds,
                        hour.cpuSeconds,
                        hour.idleCpuMs,
                        hour.p50Ms + " / " + hour.p99Ms + " / " + hour.mostMs,
                        hour.residentMb)));
        out.println("s/hour: all of the hour at one moment. Delays: the hour spread over %d s".formatted(hourIn));
        faults.forEach(fault -> out.println("NOT SOUND: " + fault));
    }
}
