package io.aegis.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void each_is_done_once_and_timed() throws InterruptedException {
        Load.Measured measured = Load.run(8, work(50), Duration.ofMinutes(1));

        assertThat(measured.turns()).isEqualTo(50);
        assertThat(done).hasValue(50);
        assertThat(measured.failures()).isEmpty();
    }

    @Test
    void what_the_limit_leaves_over_is_left() throws InterruptedException {
        Queue<Load.Work> work = work(10);

        Load.Measured measured = Load.run(2, work, Duration.ZERO);

        assertThat(measured.turns()).isEqualTo(2);
        assertThat(work).hasSize(8);
    }

    @Test
    void a_failure_ends_it_and_is_told() throws InterruptedException {
        Queue<Load.Work> work = work(1);
        work.add(() -> {
            throw new IllegalStateException("no reply");
        });
        work.addAll(work(1));

        Load.Measured measured = Load.run(1, work, Duration.ofMinutes(1));

        assertThat(measured.failures()).containsExactly("no reply");
        assertThat(done).hasValue(1);
    }

    private Queue<Load.Work> work(int count) {
        return new ConcurrentLinkedQueue<>(Collections.nCopies(count, (Load.Work) done::incrementAndGet));
    }
}
