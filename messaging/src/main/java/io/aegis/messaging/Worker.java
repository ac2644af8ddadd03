package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Works the inbox: of the customers in this replica's lanes, the oldest pending messages of each, customers side by side
 * and one customer's messages one after the other. What needs nothing but its commit is committed together, for many
 * customers at once. A failed message waits by itself, so only its customer waits.
 *
 * <p>One thread looks for work and hands it out; it is woken when something arrives and looks by itself now and then.
 */
@ApplicationScoped
class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    /** How many customers are handed out for each hand: more customers in one commit make it cheaper. */
    private static final int CUSTOMERS_A_HAND = 4;

    /** How many commits of several customers are made side by side: they are busy, not waiting. */
    private static final int TOGETHER = Runtime.getRuntime().availableProcessors();

    private final Backlog backlog;
    private final Provider<Handlers> handlers;
    private final Provider<Transactions> transactions;
    private final Together together;
    private final InWork inWork;
    private final MessagingConfig config;

    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
    private final AtomicLong arrivals = new AtomicLong();
    private final ExecutorService hands;
    private final Thread dispatcher = Thread.ofPlatform().name("aegis-worker").unstarted(this::dispatch);
    private volatile boolean stopping;
    private volatile boolean customersLeft;

    Worker(
            Backlog backlog,
            Provider<Handlers> handlers,
            Provider<Transactions> transactions,
            Together together,
            InWork inWork,
            MessagingConfig config) {
        this.backlog = backlog;
        this.handlers = handlers;
        this.transactions = transactions;
        this.together = together;
        this.inWork = inWork;
        this.config = config;
        this.hands = Executors.newFixedThreadPool(
                Math.max(1, config.workers()),
                Thread.ofPlatform().name("aegis-hand-", 0).daemon().factory());
    }

    void start(@Observes StartupEvent event) {
        dispatcher.start();
    }

    /** Lets the messages in work end for a moment; whatever does not is rolled back and worked in the next life. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        hands.shutdown();
        if (!hands.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            hands.shutdownNow();
        }
        dispatcher.interrupt();
        if (dispatcher.join(LAST_WORDS)) {
            try {
                backlog.release();
            } catch (Database.Unavailable e) {
                LOG.infof("lanes are not given back, their leases will run out: %s", e.getMessage());
            }
        }
    }

    boolean alive() {
        return dispatcher.isAlive();
    }

    /** Something arrived. Cheap, and safe from any thread. */
    void wake() {
        arrivals.incrementAndGet();
        wakeUps.offer(true);
    }

    private void dispatch() {
        while (!stopping) {
            try {
                wakeUps.poll(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                backlog.refresh(inWork.customers());
                while (!stopping && handOut()) {
                    // customers are left and hands are free
                }
            } catch (Database.Unavailable e) {
                LOG.warnf("worker waits, %s", e.getMessage());
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("worker goes on after a failure of its own", e);
                pause();
            }
        }
    }

    /** True when there may be more customers, and hands for them. */
    private boolean handOut() {
        int free = config.workers() * CUSTOMERS_A_HAND - inWork.customers().size();
        if (free <= 0) {
            customersLeft = true;
            return false;
        }
        long arrivalsBefore = arrivals.get();
        List<List<InboxRow>> found = backlog.oldest(inWork.customers(), free);
        customersLeft = found.size() == free;
        List<List<InboxRow>> handfuls =
                found.stream().filter(handful -> inWork.take(customer(handful))).toList();
        int share = Math.max(1, Math.ceilDiv(handfuls.size(), TOGETHER));
        for (int i = 0; i < handfuls.size(); i += share) {
            List<List<InboxRow>> part = handfuls.subList(i, Math.min(i + share, handfuls.size()));
            hands.execute(() -> work(part, arrivalsBefore));
        }
        return customersLeft;
    }

    /** Commits together what only commits, from the oldest on, and then works what is left of each customer by itself. */
    private void work(List<List<InboxRow>> handfuls, long arrivalsBefore) {
        Map<InboxRow, Handlers.Opened> ready = new LinkedHashMap<>();
        handfuls.forEach(handful -> ready.putAll(onlyCommits(handful)));
        boolean committed = ready.size() > 1 && !stopping && commitTogether(ready);
        for (List<InboxRow> handful : handfuls) {
            List<InboxRow> left = committed
                    ? handful.stream().filter(row -> !ready.containsKey(row)).toList()
                    : handful;
            if (left.isEmpty() || handfuls.size() == 1) {
                workAlone(handful, left, arrivalsBefore);
            } else {
                hands.execute(() -> workAlone(handful, left, arrivalsBefore));
            }
        }
    }

    /** The first messages that only commit, up to one that does not, was tried before, or cannot be read. */
    private Map<InboxRow, Handlers.Opened> onlyCommits(List<InboxRow> handful) {
        Map<InboxRow, Handlers.Opened> first = new LinkedHashMap<>();
        for (InboxRow row : handful) {
            Optional<Handlers.Opened> opened =
                    row.attempts() == 0 ? handlers.get().onlyCommits(row) : Optional.empty();
            if (opened.isEmpty()) {
                break;
            }
            first.put(row, opened.get());
        }
        return first;
    }

    /** False when nothing was committed. */
    private boolean commitTogether(Map<InboxRow, Handlers.Opened> ready) {
        try {
            together.work(
                    ready.values(),
                    work -> transactions
                            .get()
                            .work(
                                    List.copyOf(ready.keySet()),
                                    (row, unit) -> work.on(row, Objects.requireNonNull(ready.get(row)), unit)));
            return true;
        } catch (Throwable e) {
            // Whosever fault it was comes out when each is worked by itself.
            LOG.debugf(e, "messages are worked one by one, count=%d", ready.size());
            return false;
        }
    }

    private void workAlone(List<InboxRow> handful, List<InboxRow> left, long arrivalsBefore) {
        try {
            for (InboxRow row : left) {
                if (stopping || !work(row)) {
                    break;
                }
            }
        } finally {
            inWork.giveBack(customer(handful));
            if (handful.size() >= Backlog.HANDFUL || customersLeft) {
                wakeUps.offer(true);
            }
            lookAgain(arrivalsBefore);
        }
    }

    /** To be compared by {@link #lookAgain}. */
    long arrivals() {
        return arrivals.get();
    }

    /** A customer was given back. Who arrived for them while they were in work was passed over by the dispatcher. */
    void lookAgain(long arrivalsBefore) {
        if (arrivals.get() != arrivalsBefore) {
            wakeUps.offer(true);
        }
    }

    private static CustomerId customer(List<InboxRow> handful) {
        return handful.getFirst().envelope().customer();
    }

    /** True when the message is settled, done or dead, so that the customer's next one may follow. */
    private boolean work(InboxRow row) {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            Handlers.Opened opened = handlers.get().open(row);
            Alone delivery = new Alone(row, opened);
            opened.handle(delivery);
            delivery.checkCommitted();
            return true;
        } catch (Throwable e) {
            // The boundary at which a handler's failure becomes a fact on the row, whatever it was.
            if (stopping) {
                return false;
            }
            if (Database.isAway(e)) {
                LOG.warnf("message waits, type=%s %s", row.envelope().type(), Reasons.of(e));
                pause();
                return false;
            }
            if (e instanceof NotNow away) {
                putBack(row, row.attempts(), away.pause(), e);
                return false;
            }
            return failed(row, e);
        } finally {
            request.terminate();
        }
    }

    /** True when the message is dead. */
    private boolean failed(InboxRow row, Throwable failure) {
        int attempts = row.attempts() + 1;
        boolean hopeless = failure instanceof Json.Unreadable || failure instanceof Handlers.Misdirected;
        if (!hopeless && attempts < config.attempts()) {
            Duration pause = config.backoff().multipliedBy(1L << Math.min(attempts - 1, 16));
            putBack(row, attempts, pause.compareTo(LONGEST_BACKOFF) < 0 ? pause : LONGEST_BACKOFF, failure);
            return false;
        }
        String reason = Reasons.of(failure);
        LOG.errorf("message is dead, type=%s inbox=%d reason=%s", row.envelope().type(), row.id(), reason);
        try {
            transactions.get().bury(row, attempts, reason);
            return true;
        } catch (RuntimeException e) {
            unrecorded(row, e);
            return false;
        }
    }

    private void putBack(InboxRow row, int attempts, Duration pause, Throwable failure) {
        String reason = Reasons.of(failure);
        LOG.warnf(
                "message waits, type=%s inbox=%d attempts=%d reason=%s",
                row.envelope().type(), row.id(), attempts, reason);
        LOG.debug("the failure", failure);
        try {
            backlog.putBack(row, attempts, pause, reason);
        } catch (RuntimeException e) {
            unrecorded(row, e);
        }
    }

    private void unrecorded(InboxRow row, RuntimeException failure) {
        LOG.warnf("failure will be seen again, inbox=%d reason=%s", row.id(), Reasons.of(failure));
        pause();
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(config.backoff().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first attempt shares its transaction with what is ready for other customers; what failed once is by itself. */
    private final class Alone extends Once {
        private final InboxRow row;
        private final Handlers.Opened opened;
        private List<Message> together = List.of();

        Alone(InboxRow row, Handlers.Opened opened) {
            super(row, backlog);
            this.row = row;
            this.opened = opened;
        }

        @Override
        public boolean lastAttempt() {
            return row.attempts() + 1 >= config.attempts();
        }

        @Override
        public <M extends Message> List<M> together(Class<M> type) {
            return together.stream().filter(type::isInstance).map(type::cast).toList();
        }

        @Override
        void work(Consumer<UnitOfWork> work) {
            boolean pending = row.attempts() == 0
                    ? transactions.get().workTogether(row, opened.read(), (unit, messages) -> {
                        together = messages;
                        work.accept(unit);
                    })
                    : transactions.get().work(List.of(row), (message, unit) -> work.accept(unit)) > 0;
            if (!pending) {
                LOG.infof("message was worked elsewhere, inbox=%d", row.id());
            }
        }
    }
}
