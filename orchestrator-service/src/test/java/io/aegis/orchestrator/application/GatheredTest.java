package io.aegis.orchestrator.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheredTest {
    private static final Executor BESIDE = task -> Thread.ofPlatform().start(task);

    private final ConcurrentLinkedQueue<Set<Integer>> reads = new ConcurrentLinkedQueue<>();
    private final CountDownLatch free = new CountDownLatch(1);
    private final Gathered<Integer, String> gathered = new Gathered<>(this::read);

    private Map<Integer, String> read(Set<Integer> keys) {
        reads.add(keys);
        if (keys.equals(Set.of(0))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> free.getCount() == 0);
        }
        if (keys.contains(-1)) {
            throw new IllegalArgumentException("nothing is below nothing");
        }
        return keys.stream().filter(key -> key < 10).collect(Collectors.toMap(key -> key, key -> "read " + key));
    }

    @Test
    void who_comes_while_something_is_read_is_read_with_all_who_come() {
        CompletableFuture<Optional<String>> first = ask(0);
        await().atMost(Duration.ofSeconds(10)).until(() -> reads.size() == 1);
        List<CompletableFuture<Optional<String>>> others =
                IntStream.of(1, 2, 2, 10).mapToObj(this::ask).toList();
        await().atMost(Duration.ofSeconds(10)).until(() -> gathered.waiting() == 4);
        free.countDown();

        assertThat(others.stream().map(CompletableFuture::join))
                .containsExactly(Optional.of("read 1"), Optional.of("read 2"), Optional.of("read 2"), Optional.empty());
        assertThat(first.join()).contains("read 0");
        assertThat(reads).containsExactly(Set.of(0), Set.of(1, 2, 10));
    }

    @Test
    void who_comes_later_is_read_anew() {
        assertThat(gathered.get(3)).contains("read 3");
        assertThat(gathered.get(3)).contains("read 3");

        assertThat(reads).hasSize(2);
    }

    @Test
    void a_failure_is_told_and_the_next_is_read() {
        assertThatThrownBy(() -> gathered.get(-1)).isInstanceOf(IllegalArgumentException.class);

        assertThat(gathered.get(4)).contains("read 4");
    }

    private CompletableFuture<Optional<String>> ask(int key) {
        return CompletableFuture.supplyAsync(() -> gathered.get(key), BESIDE);
    }
}
