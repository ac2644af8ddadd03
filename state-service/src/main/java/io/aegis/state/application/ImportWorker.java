package io.aegis.state.application;

import io.aegis.contracts.CustomerId;
import io.aegis.messaging.Cause;
import io.aegis.messaging.Transactions;
import io.aegis.state.application.CustomerFiles.Line;
import io.aegis.state.application.ImportStore.Fault;
import io.aegis.state.application.ImportStore.ImportJob;
import io.aegis.state.application.ImportStore.Progress;
import io.aegis.state.domain.Decision;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Works imports, one at a time on each replica. A batch of records changes its customers, each in a transaction of its own,
 * and then the progress is saved: after a crash the records behind the last progress are worked again, which changes nothing
 * that is so already. A lease on the database's clock lets another replica take over.
 */
@ApplicationScoped
public class ImportWorker {
    private static final Logger LOG = Logger.getLogger(ImportWorker.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration LONGEST_UPLOAD = Duration.ofHours(6);
    private static final int BATCH = 200;
    private static final int HANDS = 4;
    private static final int MOST_ATTEMPTS = 5;

    private final ImportStore store;
    private final CustomerFiles files;
    private final Chronicle chronicle;
    private final Transactions transactions;
    private final Clock clock;

    private final String owner = UUID.randomUUID().toString();
    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
    private final ExecutorService hands = Executors.newFixedThreadPool(
            HANDS, Thread.ofPlatform().name("aegis-import-", 0).daemon().factory());
    private final Thread thread =
            Thread.ofPlatform().name("aegis-import").daemon().unstarted(this::run);
    private volatile boolean stopping;

    ImportWorker(ImportStore store, CustomerFiles files, Chronicle chronicle, Transactions transactions, Clock clock) {
        this.store = store;
        this.files = files;
        this.chronicle = chronicle;
        this.transactions = transactions;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    /** The batch in work comes to its end, or is worked again in the next life. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        thread.join(Duration.ofSeconds(3));
        hands.shutdownNow();
    }

    /** There is something to work. Cheap, and safe from any thread. */
    void wake() {
        wakeUps.offer(true);
    }

    private void run() {
        while (!stopping) {
            try {
                if (!workNext()) {
                    wakeUps.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // The lease runs out, and the import is claimed again.
                LOG.warnf("imports wait, reason=%s", e.getClass().getSimpleName());
                LOG.debug("imports wait", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    /** False when there was nothing to work. */
    private boolean workNext() throws InterruptedException {
        Optional<ImportJob> claimed = QuarkusTransaction.requiringNew().call(() -> {
            store.discardUnfinished(clock.instant().minus(LONGEST_UPLOAD));
            return store.claim(owner, LEASE);
        });
        if (claimed.isEmpty()) {
            return false;
        }
        ImportJob job = claimed.get();
        if (job.attempts() > MOST_ATTEMPTS) {
            end(
                    job,
                    "it failed " + MOST_ATTEMPTS + " times behind line "
                            + job.progress().line());
            return true;
        }
        try {
            work(job);
        } catch (CustomerFiles.Unreadable e) {
            end(job, "line " + e.line() + ": " + e.getMessage());
        }
        return true;
    }

    private void work(ImportJob job) throws InterruptedException {
        ImportContent content = new ImportContent(store, job.id());
        Iterator<Line> lines = files.read(job.format(), content, job.createdAt());
        for (long done = 0; done < job.progress().records(); done++) {
            lines.next();
        }
        Progress progress = job.progress();
        while (lines.hasNext()) {
            List<Line> batch = new ArrayList<>();
            Optional<CustomerFiles.Unreadable> end = fill(batch, lines);
            Outcome outcome = work(job, batch);
            progress = new Progress(
                    content.count(),
                    batch.isEmpty() ? progress.line() : batch.getLast().number(),
                    progress.records() + batch.size(),
                    progress.changed() + outcome.changed,
                    progress.refused() + outcome.faults.size());
            Progress now = progress;
            if (!QuarkusTransaction.requiringNew()
                    .call(() -> store.advance(job.id(), owner, LEASE, now, outcome.faults))) {
                LOG.infof("another replica works the import, import=%s", job.id());
                return;
            }
            if (end.isPresent()) {
                throw end.get();
            }
            if (stopping) {
                QuarkusTransaction.requiringNew().run(() -> store.release(job.id(), owner));
                return;
            }
        }
        QuarkusTransaction.requiringNew().run(() -> store.end(job.id(), null, clock.instant()));
        LOG.infof(
                "customers imported, import=%s records=%d changed=%d refused=%d",
                job.id(), progress.records(), progress.changed(), progress.refused());
    }

    /** What can be read before an unreadable place is worked all the same. */
    private static Optional<CustomerFiles.Unreadable> fill(List<Line> batch, Iterator<Line> lines) {
        try {
            while (batch.size() < BATCH && lines.hasNext()) {
                batch.add(lines.next());
            }
            return Optional.empty();
        } catch (CustomerFiles.Unreadable e) {
            return Optional.of(e);
        }
    }

    private void end(ImportJob job, String reason) {
        QuarkusTransaction.requiringNew().run(() -> store.end(job.id(), reason, clock.instant()));
        LOG.warnf("an import failed, import=%s", job.id());
    }

    private record Outcome(long changed, List<Fault> faults) {}

    /** Customers side by side, one customer's records in their order. */
    private Outcome work(ImportJob job, List<Line> batch) throws InterruptedException {
        List<Fault> faults = new ArrayList<>();
        Map<CustomerId, List<Line.Said>> byCustomer = new LinkedHashMap<>();
        for (Line line : batch) {
            switch (line) {
                case Line.Faulty faulty -> faults.add(new Fault(faulty.number(), faulty.field(), faulty.reason()));
                case Line.Said said ->
                    byCustomer
                            .computeIfAbsent(said.customer(), unused -> new ArrayList<>())
                            .add(said);
            }
        }
        List<Callable<Outcome>> shares = byCustomer.values().stream()
                .<Callable<Outcome>>map(said -> () -> workCustomer(job, said))
                .collect(Collectors.toList());
        long changed = 0;
        for (Future<Outcome> share : hands.invokeAll(shares)) {
            Outcome outcome = outcome(share);
            changed += outcome.changed;
            faults.addAll(outcome.faults);
        }
        return new Outcome(changed, faults);
    }

    private static Outcome outcome(Future<Outcome> share) throws InterruptedException {
        try {
            return share.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record could not be worked", e.getCause());
        }
    }

    private Outcome workCustomer(ImportJob job, List<Line.Said> lines) {
        long changed = 0;
        List<Fault> faults = new ArrayList<>();
        for (Line.Said line : lines) {
            Origin origin = new Origin("import", job.id() + ":" + line.number(), job.id());
            Decision decision = transactions.call(
                    line.customer(), Cause.first(job.id()), unit -> chronicle.decide(unit, origin, line.command()));
            switch (decision) {
                case Decision.Accepted accepted -> changed += accepted.facts().isEmpty() ? 0 : 1;
                case Decision.Refused refused ->
                    faults.add(new Fault(line.number(), refused.field(), refused.reason()));
            }
        }
        return new Outcome(changed, faults);
    }
}
