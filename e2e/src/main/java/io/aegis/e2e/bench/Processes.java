package io.aegis.e2e.bench;

import io.aegis.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** CPU time of each process of a running system and of this one, as Linux counts it; nothing elsewhere. */
final class Processes {
    /** This process: what makes the load, and, for the floor, what is measured. */
    static final String LOAD = "load";

    private static final int MILLISECONDS_A_TICK = 10;

    private final Map<String, Long> pids = new LinkedHashMap<>();

    Processes(LocalSystem system) {
        system.running().forEach(one -> pids.put(one.name(), one.pid()));
        pids.put(LOAD, ProcessHandle.current().pid());
    }

    static boolean counted() {
        return Files.isReadable(Path.of("/proc/self/stat"));
    }

    /** Milliseconds used so far by each process, with all processes below it. */
    Map<String, Long> cpu() {
        Map<String, Long> used = new LinkedHashMap<>();
        if (counted()) {
            pids.forEach((name, pid) -> used.put(name, name.equals(LOAD) ? ticks(pid, false) : tree(pid)));
        }
        return used;
    }

    /** @return milliseconds of all processes but this one since {@code before} */
    double spent(Map<String, Long> before) {
        return spentBy(before).values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same by process. */
    Map<String, Long> spentBy(Map<String, Long> before) {
        Map<String, Long> spent = cpu();
        spent.remove(LOAD);
        spent.replaceAll((name, now) -> now - before.getOrDefault(name, 0L));
        return spent;
    }

    static Map<String, Long> residentMb(LocalSystem system) {
        Map<String, Long> resident = new LinkedHashMap<>();
        system.running().forEach(one -> resident.put(one.name(), one.residentBytes() >> 20));
        return resident;
    }

    static double loadAverage() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** PostgreSQL's backends come and go: what the gone ones used is with their parent. */
    private static long tree(long pid) {
        return ticks(pid, true)
                + ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(below -> ticks(below.pid(), false))
                        .sum();
    }

    private static long ticks(long pid, boolean withGone) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // utime, stime, and cutime, cstime of children that ended
            return Stream.of(fields)
                            .skip(11)
                            .limit(withGone ? 4 : 2)
                            .mapToLong(Long::parseLong)
                            .sum()
                    * MILLISECONDS_A_TICK;
        } catch (IOException gone) {
            return 0;
        }
    }
}
