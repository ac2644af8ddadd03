package io.aegis.orchestrator.application;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads together what several threads want at the same time: whoever comes while something is being read waits, and is then read
 * with all who came meanwhile. So nothing is older than the question, and who comes alone waits for nobody.
 */
final class Gathered<K, V> {
    private final Function<Set<K>, Map<K, V>> read;
    private final Queue<Wanted<K, V>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock reading = new ReentrantLock();

    /** @param read leaves out what there is not; when it fails, it fails for all that it was to read */
    Gathered(Function<Set<K>, Map<K, V>> read) {
        this.read = read;
    }

    private record Wanted<K, V>(K key, CompletableFuture<Optional<V>> answer) {}

    Optional<V> get(K key) {
        Wanted<K, V> mine = new Wanted<>(key, new CompletableFuture<>());
        waiting.add(mine);
        reading.lock();
        try {
            if (!mine.answer.isDone()) {
                readAll();
            }
        } finally {
            reading.unlock();
        }
        try {
            return mine.answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** How many have not been begun to be read. */
    int waiting() {
        return waiting.size();
    }

    private void readAll() {
        Set<Wanted<K, V>> all =
                Stream.generate(waiting::poll).takeWhile(one -> one != null).collect(Collectors.toSet());
        try {
            Map<K, V> found = read.apply(all.stream().map(Wanted::key).collect(Collectors.toSet()));
            all.forEach(one -> one.answer.complete(Optional.ofNullable(found.get(one.key))));
        } catch (RuntimeException | Error e) {
            all.forEach(one -> one.answer.completeExceptionally(e));
        }
    }
}
