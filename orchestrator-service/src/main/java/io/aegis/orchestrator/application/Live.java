package io.aegis.orchestrator.application;

import io.aegis.contracts.ConversationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells who looks at a conversation that something in it changed: at once when it changed in this replica, and within the
 * poll pause when it changed in another. All that are looked at are asked for in one query. Thread-safe.
 */
@ApplicationScoped
public class Live {
    private static final Logger LOG = Logger.getLogger(Live.class);

    private final Map<ConversationId, Set<MultiEmitter<? super ConversationId>>> watchers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService polling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("live").daemon().factory());
    private final ConversationStore store;
    private final OrchestratorConfig config;
    private Map<ConversationId, Long> known = new HashMap<>();

    Live(ConversationStore store, OrchestratorConfig config) {
        this.store = store;
        this.config = config;
    }

    @PostConstruct
    void start() {
        long pause = config.poll().toMillis();
        polling.scheduleWithFixedDelay(this::poll, pause, pause, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        polling.shutdownNow();
        watchers.values().forEach(all -> all.forEach(MultiEmitter::complete));
    }

    /**
     * Emits at once, and then whenever something may have changed; several changes in a row may come as one. On a worker
     * thread, for one look after the other. It never ends by itself while the service runs.
     */
    public Multi<ConversationId> watch(ConversationId conversation) {
        return Multi.createFrom()
                .<ConversationId>emitter(
                        watcher -> {
                            watchers.compute(conversation, (id, before) -> {
                                Set<MultiEmitter<? super ConversationId>> all =
                                        before == null ? ConcurrentHashMap.newKeySet() : before;
                                all.add(watcher);
                                return all;
                            });
                            watcher.onTermination(() -> watchers.computeIfPresent(conversation, (id, all) -> {
                                all.remove(watcher);
                                return all.isEmpty() ? null : all;
                            }));
                            watcher.emit(conversation);
                        },
                        BackPressureStrategy.LATEST)
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1);
    }

    /** After commit. */
    void changed(ConversationId conversation) {
        Set<MultiEmitter<? super ConversationId>> all = watchers.get(conversation);
        if (all != null) {
            all.forEach(watcher -> watcher.emit(conversation));
        }
    }

    private void poll() {
        if (watchers.isEmpty()) {
            return;
        }
        try {
            Map<ConversationId, Long> now =
                    QuarkusTransaction.requiringNew().call(() -> store.revisions(Set.copyOf(watchers.keySet())));
            now.forEach((conversation, revision) -> {
                if (!revision.equals(known.get(conversation))) {
                    changed(conversation);
                }
            });
            known = now;
        } catch (RuntimeException e) {
            // The next poll makes up for this one; without the catch there would be no next one.
            LOG.warnf("conversations cannot be polled, %s", e.getClass().getSimpleName());
        }
    }
}
