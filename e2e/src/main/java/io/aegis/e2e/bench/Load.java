package io.aegis.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A closed loop: so many at a time, each begins its next when its last is done. */
final class Load {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(100);

    private Load() {}

    /** One measured piece of work. */
    interface Work {
        void run() throws Exception;
    }

    /**
     * @param seconds from the first beginning to the last end
     * @param failures each kind once, in words
     */
    record Measured(Histogram nanos, double seconds, List<String> failures) {
        long turns() {
            return nanos.getTotalCount();
        }

        double perSecond() {
            return turns() / seconds;
        }

        double milliseconds(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }
    }

    /**
     * Works the list off, or as much of it as begins within the limit; what was taken is gone from it. The first failure
     * ends it.
     */
    static Measured run(int atOnce, Queue<? extends Work> work, Duration limit) throws InterruptedException {
        Histogram nanos = new ConcurrentHistogram(LONGEST_NANOS, 3);
        ConcurrentHashMap<String, Boolean> failures = new ConcurrentHashMap<>();
        Queue<Work> left = new ConcurrentLinkedQueue<>(work);
        CountDownLatch go = new CountDownLatch(1);
        long[] end = new long[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            threads.add(Thread.ofPlatform().name("load-", i).start(() -> {
                try {
                    go.await();
                    for (Work next = left.poll(); next != null && failures.isEmpty(); next = left.poll()) {
                        long began = System.nanoTime();
                        next.run();
                        long ended = System.nanoTime();
                        nanos.recordValue(Math.min(ended - began, LONGEST_NANOS));
                        if (ended > end[0]) {
                            return;
                        }
                    }
                } catch (Exception e) {
                    // Whatever stops a turn makes the run unsound, and is told as the reason.
                    failures.put(String.valueOf(e.getMessage() == null ? e : e.getMessage()), true);
                }
            }));
        }
        long began = System.nanoTime();
        end[0] = began + limit.toNanos();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        for (int taken = work.size() - left.size(); taken > 0; taken--) {
            work.remove();
        }
        return new Measured(nanos, seconds, List.copyOf(failures.keySet()));
    }
}
