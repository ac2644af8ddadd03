package io.aegis.query.application;

import io.aegis.embeddings.Embedder;
import io.aegis.messaging.NotNow;
import io.aegis.query.QueryConfig;
import io.aegis.query.domain.Passage;
import io.aegis.query.domain.PassageId;
import io.aegis.query.search.PassageIndex;
import io.aegis.query.search.PassageIndex.Hit;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from the pages there are. They are read and indexed right after the start of the service, and again when one
 * of them changed; whoever asks before the first index is there comes back later. Thread-safe.
 */
@Startup
@ApplicationScoped
public class Documentation {
    private static final Logger LOG = Logger.getLogger(Documentation.class);

    /** The start has the processor for itself; loading the model takes about a second of it. */
    private static final Duration AFTER_THE_START = Duration.ofSeconds(2);

    private final Knowledge knowledge;
    private final Embedder embedder;
    private final Duration check;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("documentation").daemon().factory());

    private volatile @Nullable PassageIndex index;

    Documentation(Knowledge knowledge, Embedder embedder, QueryConfig config) {
        this.knowledge = knowledge;
        this.embedder = embedder;
        this.check = config.knowledgeCheck();
    }

    @PostConstruct
    void begin() {
        thread.scheduleWithFixedDelay(this::look, AFTER_THE_START.toMillis(), check.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void end() {
        thread.shutdownNow();
    }

    /**
     * The passages that answer a question, best first; none when none is sure enough to.
     *
     * @throws NotNow while the pages are read for the first time
     */
    public List<Passage> search(String question, int most) {
        return index().rank(question, most).stream()
                .filter(hit -> hit.confidence().isEnough())
                .map(Hit::passage)
                .toList();
    }

    /**
     * The passage of that place, as it is now.
     *
     * @throws NotNow while the pages are read for the first time
     */
    public Optional<Passage> find(PassageId id) {
        return index().find(id);
    }

    private PassageIndex index() {
        PassageIndex now = index;
        if (now == null) {
            throw new NotNow("the documentation is being read");
        }
        return now;
    }

    /** Brings the index up to the pages, on this service's own thread. What fails is tried again; the last index stays. */
    private void look() {
        try {
            refresh();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the documentation could not be read: the last index stays", e);
        }
    }

    void refresh() {
        long began = System.nanoTime();
        knowledge.changed().ifPresent(sections -> {
            PassageIndex last = index;
            index = last == null ? PassageIndex.of(sections, embedder) : last.with(sections);
            LOG.infof(
                    "the documentation is indexed, passages=%d after ms=%d",
                    sections.size(), (System.nanoTime() - began) / 1_000_000);
        });
    }
}
