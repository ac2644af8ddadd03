package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
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
    /** How many messages of one customer are handed out together. */
    private static final int HANDFUL = 10;

    /** How many customers are handed out for each hand: more customers in one commit make it cheaper. */
    private static final int CUSTOMERS_A_HAND = 4;

    /** How many commits of several customers are made side by side: they are busy, not waiting. */
    private static final int TOGETHER = Runtime.getRuntime().availableProcessors();

    /** How many pending messages are looked at before the search goes by customers. */
    private static final int GLANCE = 200;

    /** The oldest of what is pending: all of it, unless there is a backlog. */
    private static final String OLDEST = "select " + InboxRow.COLUMNS + """
            , i.due_at <= now() as due from inbox i
            where i.status = 0 and i.lane = any (?) and i.customer <> all (?)
            order by i.id limit ?
            """;

    /**
     * For a backlog. For each lane, from a customer on: the next customer with something pending, and the next, by one
     * probe of the index each, until enough are found. The cost follows what is handed out, not what is pending: rows are
     * compared as ranges because equalities let the planner fetch and sort all that a customer has pending.
     */
    private static final String PENDING = "select " + InboxRow.COLUMNS + """
             from (
                select l.lane, w.customer
                from unnest(?::smallint[], ?::text[]) as l(lane, beyond)
                cross join lateral (
                    with recursive waiting(customer) as (
                        (select customer from inbox where status = 0 and lane = l.lane and customer > l.beyond
                         order by customer limit 1)
                        union all
                        select (select i.customer from inbox i
                                where i.status = 0 and i.lane = l.lane and i.customer > waiting.customer
                                order by i.customer limit 1)
                        from waiting where waiting.customer is not null
                    )
                    select customer from waiting where customer is not null
                ) w
                cross join lateral (
                    select due_at from inbox
                    where status = 0 and (lane, customer, id) > (l.lane, w.customer, 0)
                    order by lane, customer, id limit 1
                ) oldest
                where oldest.due_at <= now() and w.customer <> all (?)
                limit ?
            ) found
            cross join lateral (
                select * from inbox
                where status = 0 and (lane, customer, id) > (found.lane, found.customer, 0)
                  and (lane, customer, id) < (found.lane, found.customer, 9223372036854775807)
                order by lane, customer, id limit ?
            ) i
            """;

    private final Database database;
    private final Lanes lanes;
    private final Timers timers;
    private final Provider<Handlers> handlers;
    private final Provider<Transactions> transactions;
    private final MessagingConfig config;

    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
    private final AtomicLong arrivals = new AtomicLong();
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
    private final ExecutorService hands;
    private final Thread dispatcher = Thread.ofPlatform().name("aegis-worker").unstarted(this::dispatch);
    private volatile boolean stopping;
    private volatile boolean customersLeft;
    private Place last = new Place((short) 0, "");

    Worker(
            Database database,
            Lanes lanes,
            Timers timers,
            Provider<Handlers> handlers,
            Provider<Transactions> transactions,
            MessagingConfig config) {
        this.database = database;
        this.lanes = lanes;
        this.timers = timers;
        this.handlers = handlers;
        this.transactions = transactions;
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
                lanes.release();
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
                lanes.renew(inFlight);
                timers.fire();
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
        int free = config.workers() * CUSTOMERS_A_HAND - inFlight.size();
        if (free <= 0) {
            customersLeft = true;
            return false;
        }
        long arrivalsBefore = arrivals.get();
        List<Pending> oldest =
                database.query(OLDEST, Pending::read, lanes.owned(), inFlight.toArray(String[]::new), GLANCE);
        Map<String, List<InboxRow>> byCustomer =
                oldest.size() < GLANCE ? handfuls(oldest, free) : handfulsOfBacklog(free);
        customersLeft = byCustomer.size() == free;
        List<List<InboxRow>> handfuls = List.copyOf(byCustomer.values());
        handfuls.forEach(handful -> {
            last = Place.of(handful.getFirst());
            inFlight.add(last.customer);
        });
        int share = Math.max(1, Math.ceilDiv(handfuls.size(), TOGETHER));
        for (int i = 0; i < handfuls.size(); i += share) {
            List<List<InboxRow>> part = handfuls.subList(i, Math.min(i + share, handfuls.size()));
            hands.execute(() -> work(part, arrivalsBefore));
        }
        return customersLeft;
    }

    /** The first messages of each customer whose oldest one is due. */
    private static Map<String, List<InboxRow>> handfuls(List<Pending> oldestFirst, int customers) {
        Map<String, List<InboxRow>> byCustomer = new LinkedHashMap<>();
        Set<String> passed = new HashSet<>();
        for (Pending pending : oldestFirst) {
            String customer = pending.row.envelope().customer().value();
            List<InboxRow> handful = byCustomer.get(customer);
            if (handful != null) {
                if (handful.size() < HANDFUL) {
                    handful.add(pending.row);
                }
            } else if (!passed.contains(customer) && pending.due && byCustomer.size() < customers) {
                byCustomer.put(customer, new ArrayList<>(List.of(pending.row)));
            } else {
                passed.add(customer);
            }
        }
        return byCustomer;
    }

    private Map<String, List<InboxRow>> handfulsOfBacklog(int customers) {
        List<Place> places = places();
        List<InboxRow> rows = database.query(
                PENDING,
                InboxRow::read,
                places.stream().map(Place::lane).toArray(Short[]::new),
                places.stream().map(Place::customer).toArray(String[]::new),
                inFlight.toArray(String[]::new),
                customers,
                HANDFUL);
        Map<String, List<InboxRow>> byCustomer = new LinkedHashMap<>();
        for (InboxRow row : rows) {
            byCustomer
                    .computeIfAbsent(row.envelope().customer().value(), customer -> new ArrayList<>())
                    .add(row);
        }
        return byCustomer;
    }

    private record Pending(InboxRow row, boolean due) {
        static Pending read(ResultSet result) throws SQLException {
            return new Pending(InboxRow.read(result), result.getBoolean("due"));
        }
    }

    /** The owned lanes from behind the last customer that was handed out, all around, so that everybody's turn comes. */
    private List<Place> places() {
        List<Place> before = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (short lane : lanes.owned()) {
            if (lane == last.lane) {
                places.addFirst(last);
            }
            (lane > last.lane ? places : before).add(new Place(lane, ""));
        }
        places.addAll(before);
        return places;
    }

    private record Place(short lane, String customer) {
        static Place of(InboxRow row) {
            CustomerId customer = row.envelope().customer();
            return new Place(Lane.of(customer), customer.value());
        }
    }

    /** Commits together what only commits, from the oldest on, and then works what is left of each customer by itself. */
    private void work(List<List<InboxRow>> handfuls, long arrivalsBefore) {
        Map<InboxRow, Handlers.Opened> together = new LinkedHashMap<>();
        handfuls.forEach(handful -> together.putAll(onlyCommits(handful)));
        boolean committed = together.size() > 1 && !stopping && commitTogether(together);
        for (List<InboxRow> handful : handfuls) {
            List<InboxRow> left = committed
                    ? handful.stream().filter(row -> !together.containsKey(row)).toList()
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
            Handlers.Opened opened = null;
            try {
                opened = row.attempts() == 0 ? handlers.get().open(row) : null;
            } catch (Json.Unreadable | Handlers.Misdirected e) {
                LOG.debug("a message is left to itself", e);
            }
            if (opened == null || !opened.onlyCommits()) {
                break;
            }
            first.put(row, opened);
        }
        return first;
    }

    /** False when nothing was committed. */
    private boolean commitTogether(Map<InboxRow, Handlers.Opened> messages) {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            transactions.get().work(List.copyOf(messages.keySet()), (row, unit) -> {
                Within delivery = new Within(row, unit);
                Objects.requireNonNull(messages.get(row)).handle(delivery);
                delivery.checkCommitted();
            });
            return true;
        } catch (Throwable e) {
            // Whosever fault it was comes out when each is worked by itself.
            LOG.debugf(e, "messages are worked one by one, count=%d", messages.size());
            return false;
        } finally {
            request.terminate();
        }
    }

    private void workAlone(List<InboxRow> handful, List<InboxRow> left, long arrivalsBefore) {
        try {
            long done = 0;
            for (InboxRow row : left) {
                if (stopping || row.id() <= done || !work(row)) {
                    break;
                }
                done = row.id();
            }
        } finally {
            inFlight.remove(handful.getFirst().envelope().customer().value());
            // Who arrived while this customer was in work was passed over by the dispatcher.
            if (handful.size() >= HANDFUL || customersLeft || arrivals.get() != arrivalsBefore) {
                wakeUps.offer(true);
            }
        }
    }

    /** True when the message is settled, done or dead, so that the customer's next one may follow. */
    private boolean work(InboxRow row) {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            Alone delivery = new Alone(row);
            handlers.get().open(row).handle(delivery);
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
            database.update(
                    "update inbox set attempts = ?, error = ?, due_at = now() + ? * interval '1 millisecond' where id = ? and status = 0",
                    attempts,
                    reason,
                    pause.toMillis(),
                    row.id());
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

    /** A message on its way; the handler commits once. */
    private abstract class Once implements Delivery {
        final InboxRow row;
        private boolean committed;

        Once(InboxRow row) {
            this.row = row;
        }

        abstract void work(Consumer<UnitOfWork> work);

        @Override
        public Envelope envelope() {
            return row.envelope();
        }

        @Override
        public boolean lastAttempt() {
            return row.attempts() + 1 >= config.attempts();
        }

        @Override
        public void commit(Consumer<UnitOfWork> work) {
            if (committed) {
                throw new IllegalStateException("a message is committed once");
            }
            work(work);
            committed = true;
        }

        void checkCommitted() {
            if (!committed) {
                throw new IllegalStateException("the handler did not commit");
            }
        }
    }

    private final class Alone extends Once {
        Alone(InboxRow row) {
            super(row);
        }

        @Override
        void work(Consumer<UnitOfWork> work) {
            if (transactions.get().work(List.of(row), (message, unit) -> work.accept(unit)) == 0) {
                LOG.infof("message was worked elsewhere, inbox=%d", row.id());
            }
        }
    }

    /** Inside the transaction of several. */
    private final class Within extends Once {
        private final UnitOfWork unit;

        Within(InboxRow row, UnitOfWork unit) {
            super(row);
            this.unit = unit;
        }

        @Override
        void work(Consumer<UnitOfWork> work) {
            work.accept(unit);
        }
    }
}
