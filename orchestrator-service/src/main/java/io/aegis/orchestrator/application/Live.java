package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Tells who looks at a conversation that something in it changed: at once when it changed in this replica, and within the
 * poll pause when it changed in another. All that are looked at are asked for in one query. Thread-safe.
 */
@ApplicationScoped
public class Live {
    private static final Logger LOG = Logger.getLogger(Live.class);

    /** So many changes at least are remembered: more than there are between a commit and its return. */
    private static final int LATELY = 1_000;

    private final Map<ConversationId, Watched> all = new ConcurrentHashMap<>();

    /** The latest revisions told, also where nobody looked: a reply may be faster than who is about to wait for it. */
    private final Map<ConversationId, Long> lately = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ConversationId, Long> eldest) {
            return size() > LATELY;
        }
    });

    private final ScheduledExecutorService polling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("live").daemon().factory());
    private final ConversationStore store;
    private final OrchestratorConfig config;

    Live(ConversationStore store, OrchestratorConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * A conversation that somebody looks at.
     *
     * @param told the revision up to which everybody was told of every change
     */
    private record Watched(Set<Watcher> watchers, AtomicLong told) {
        void tell(ConversationId id, boolean repliesAwaited) {
            watchers.stream()
                    .filter(watcher -> !(watcher.forReplies && repliesAwaited))
                    .forEach(watcher -> watcher.emitter.emit(id));
        }
    }

    private record Watcher(MultiEmitter<? super ConversationId> emitter, boolean forReplies) {}

    @PostConstruct
    void start() {
        long pause = config.poll().toMillis();
        polling.scheduleWithFixedDelay(this::poll, pause, pause, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        polling.shutdownNow();
        all.values().forEach(watched -> watched.watchers.forEach(watcher -> watcher.emitter.complete()));
    }

    /**
     * Emits at once, and then whenever something may have changed; several changes in a row may come as one. On a worker
     * thread, for one look after the other. It never ends by itself while the service runs.
     */
    public Multi<ConversationId> watch(ConversationId conversation) {
        return watch(conversation, 0, false);
    }

    /**
     * The same for what may have brought a reply, or the end of a turn. At once only when there may have been one since then.
     *
     * @param seen the conversation's revision at which there was none; 0 when that is not known
     */
    public Multi<ConversationId> replies(ConversationId conversation, long seen) {
        return watch(conversation, seen, true);
    }

    private Multi<ConversationId> watch(ConversationId conversation, long seen, boolean forReplies) {
        return Multi.createFrom()
                .<ConversationId>emitter(
                        emitter -> {
                            Watcher watcher = new Watcher(emitter, forReplies);
                            all.compute(conversation, (id, before) -> {
                                Watched watched = before == null
                                        ? new Watched(ConcurrentHashMap.newKeySet(), new AtomicLong(seen))
                                        : before;
                                watched.watchers.add(watcher);
                                return watched;
                            });
                            emitter.onTermination(() -> all.computeIfPresent(conversation, (id, watched) -> {
                                watched.watchers.remove(watcher);
                                return watched.watchers.isEmpty() ? null : watched;
                            }));
                            if (seen == 0 || lately.getOrDefault(conversation, 0L) > seen) {
                                emitter.emit(conversation);
                            }
                        },
                        BackPressureStrategy.LATEST)
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1);
    }

    /** After commit, of a change of any kind. */
    void changed(ConversationId conversation) {
        lately.put(conversation, Long.MAX_VALUE);
        Watched watched = all.get(conversation);
        if (watched != null) {
            watched.tell(conversation, false);
        }
    }

    /**
     * After commit, of one change. What came between it and the last one that was told of may be another replica's, and have
     * brought anything.
     */
    void changed(ConversationId conversation, long revision, boolean repliesAwaited) {
        lately.merge(conversation, revision, Math::max);
        Watched watched = all.get(conversation);
        if (watched != null) {
            long before = watched.told.getAndAccumulate(revision, Math::max);
            watched.tell(conversation, repliesAwaited && before == revision - 1);
        }
    }

    private void poll() {
        if (all.isEmpty()) {
            return;
        }
        try {
            store.revisions(Set.copyOf(all.keySet())).forEach((conversation, revision) -> {
                Watched watched = all.get(conversation);
                if (watched != null && watched.told.getAndAccumulate(revision, Math::max) < revision) {
                    watched.tell(conversation, false);
                }
            });
        } catch (RuntimeException e) {
            // The next poll makes up for this one; without the catch there would be no next one.
            LOG.warnf("conversations cannot be polled, %s", e.getClass().getSimpleName());
        }
    }
}
