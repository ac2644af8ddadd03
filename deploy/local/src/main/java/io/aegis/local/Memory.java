package io.aegis.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Resident memory of processes. */
final class Memory {
    private Memory() {}

    /** Of one process, in bytes; 0 when it is gone. */
    static long resident(long pid) {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        if (Files.isDirectory(Path.of("/proc/self"))) {
            return kilobytes(status, "VmRSS:") * 1024;
        }
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(pid)).start();
            String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            ps.waitFor(5, TimeUnit.SECONDS);
            return answer.isEmpty() ? 0 : Long.parseLong(answer) * 1024;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /**
     * Of a process and all below it. PostgreSQL's share one big buffer, so each counts only its share of a page, where
     * the system tells.
     */
    static long residentTree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> java.util.stream.Stream.concat(java.util.stream.Stream.of(root), root.descendants()))
                .mapToLong(process -> {
                    Path rollup = Path.of("/proc", String.valueOf(process.pid()), "smaps_rollup");
                    long share = kilobytes(rollup, "Pss:") * 1024;
                    return share > 0 ? share : resident(process.pid());
                })
                .sum();
    }

    private static long kilobytes(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException gone) {
            return 0;
        }
        return 0;
    }
}
