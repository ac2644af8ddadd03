package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Business transactions. Each takes its customer's lock first, so transactions of one customer come one after the other,
 * and sequence numbers are gapless and in the order of commits. What it publishes is in the outbox when it commits.
 */
@ApplicationScoped
public class Transactions {
    private static final Logger LOG = Logger.getLogger(Transactions.class);

    /** Kafka's default limit is 1 MiB; a larger message could never leave the outbox. */
    static final int LARGEST = 900_000;

    private static final String BEGIN = """
            with locked as (
                insert into customer_sequence (customer, sequence)
                select c.customer, 0 from unnest(?::text[]) as c(customer) order by c.customer
                on conflict (customer) do update set sequence = customer_sequence.sequence
                returning customer, sequence
            ), marked as (
                update inbox set status = 1, done_at = now(), error = null
                where id = any (?) and status = 0 and (select count(*) from locked) > 0
                returning id, customer, source, topic, sequence, retried
            ), advanced as (
                insert into applied (customer, source, topic, sequence)
                select customer, source, topic, max(sequence) from marked where sequence is not null group by 1, 2, 3
                on conflict (customer, source, topic) do update set sequence = excluded.sequence, before = applied.sequence
                where applied.sequence < excluded.sequence
                returning customer, source, topic, before
            )
            select l.customer, l.sequence, m.id,
                   m.retried or m.sequence is null or a.customer is not null and m.sequence > coalesce(a.before, -1)
            from locked l
            left join marked m on m.customer = l.customer
            left join advanced a on a.customer = m.customer and a.source = m.source and a.topic = m.topic
            """;

    private final Database database;
    private final Clock clock;
    private final Relay relay;
    private final Worker worker;
    private final String source;
    private final GroupCommit<Share> together = new GroupCommit<>(this::commit);

    Transactions(Database database, Clock clock, Relay relay, Worker worker, MessagingConfig config) {
        this.database = database;
        this.clock = clock;
        this.relay = relay;
        this.worker = worker;
        this.source = config.source();
    }

    /** Runs work for a customer that does not come from a message: a request, mostly. Not inside another transaction. */
    public <R> R call(CustomerId customer, Cause cause, Function<UnitOfWork, R> work) {
        return inOne(changes -> {
            begin(changes, List.of(customer), List.of());
            return work.apply(changes.unit(customer, cause));
        });
    }

    /** Like {@link #call}, without a result. */
    public void run(CustomerId customer, Cause cause, Consumer<UnitOfWork> work) {
        call(customer, cause, unit -> {
            work.accept(unit);
            return true;
        });
    }

    /**
     * Like {@link #call}, but in one transaction with what is ready for other customers at the same moment. When that fails it
     * is rolled back, and the work is done once more by itself; so it may run twice, and on any thread: it uses nothing that
     * belongs to a request, and changes nothing but the transaction.
     *
     * @param ahead says what the work will read, before the work of anybody in the transaction runs
     */
    public <R> R callTogether(CustomerId customer, Cause cause, Runnable ahead, Function<UnitOfWork, R> work) {
        if (QuarkusTransaction.isActive()) {
            throw new IllegalStateException("who waits for others holds no locks");
        }
        AtomicReference<R> result = new AtomicReference<>();
        together.commit(new Request(customer, cause, ahead, unit -> result.set(work.apply(unit))));
        return Objects.requireNonNull(result.get());
    }

    /**
     * Runs work for several customers in one transaction that holds all their locks. Not inside another transaction.
     *
     * @param work gets a unit for each customer, in the order given
     */
    public void runAll(List<CustomerId> customers, Cause cause, Consumer<List<UnitOfWork>> work) {
        inOne(changes -> {
            begin(changes, customers, List.of());
            work.accept(customers.stream()
                    .<UnitOfWork>map(customer -> changes.unit(customer, cause))
                    .toList());
            return true;
        });
    }

    /**
     * Works received messages and marks them done, all of them or none. A message whose producer's word was already applied
     * further, and that nobody asked to retry, is only marked.
     *
     * @param rows of one customer or of several; the oldest first for each
     * @param work called for each that was still pending and is news
     * @return how many were still pending; somebody else worked the others
     */
    int work(List<InboxRow> rows, BiConsumer<InboxRow, UnitOfWork> work) {
        return inOne(changes -> {
            Map<Long, Boolean> news = begin(
                    changes,
                    rows.stream()
                            .map(row -> row.envelope().customer())
                            .distinct()
                            .toList(),
                    rows);
            for (InboxRow row : rows) {
                if (Boolean.TRUE.equals(news.get(row.id()))) {
                    work.accept(row, changes.unit(row.envelope().customer(), Cause.of(row.envelope())));
                }
            }
            return news.size();
        });
    }

    /**
     * Like {@link #work} for one message, but in one transaction with what is ready for other customers at the same moment.
     * When that fails it is rolled back, and the message is worked by itself.
     *
     * @param work also gets all messages that are worked in the transaction, this one among them
     * @return whether it was still pending
     */
    boolean workTogether(InboxRow row, Optional<Message> message, BiConsumer<UnitOfWork, List<Message>> work) {
        Received received = new Received(row, message, work, new AtomicBoolean());
        together.commit(received);
        return received.pending.get();
    }

    /** How many wait for the transaction that they will share. */
    int waiting() {
        return together.waiting();
    }

    private sealed interface Share extends GroupCommit.Share {}

    private record Request(CustomerId customer, Cause cause, Runnable ahead, Consumer<UnitOfWork> work)
            implements Share {}

    private record Received(
            InboxRow row, Optional<Message> message, BiConsumer<UnitOfWork, List<Message>> work, AtomicBoolean pending)
            implements Share {
        @Override
        public CustomerId customer() {
            return row.envelope().customer();
        }
    }

    /** All that are to be read are said before the first is done. */
    private void commit(List<Share> shares) {
        inOne(changes -> {
            List<Received> received = shares.stream()
                    .flatMap(share -> share instanceof Received one ? Stream.of(one) : Stream.empty())
                    .toList();
            Map<Long, Boolean> news = begin(
                    changes,
                    shares.stream().map(GroupCommit.Share::customer).toList(),
                    received.stream().map(Received::row).toList());
            List<Message> messages =
                    received.stream().flatMap(one -> one.message.stream()).toList();
            for (Share share : shares) {
                if (share instanceof Request request) {
                    request.ahead.run();
                }
            }
            for (Share share : shares) {
                switch (share) {
                    case Request request -> request.work.accept(changes.unit(request.customer, request.cause));
                    case Received one -> {
                        one.pending.set(news.containsKey(one.row.id()));
                        if (Boolean.TRUE.equals(news.get(one.row.id()))) {
                            one.work.accept(changes.unit(one.customer(), Cause.of(one.row.envelope())), messages);
                        }
                    }
                }
            }
            return true;
        });
    }

    /**
     * Stores what arrived, and works some of it in the same transaction.
     *
     * @param store begins the transaction, by taking the locks of the customers of what it gives
     * @param work called for each that is news
     * @return how many wait for the worker
     */
    long arrive(Supplier<List<Inbox.Stored>> store, BiConsumer<Inbox.Stored, UnitOfWork> work) {
        return inOne(changes -> {
            List<Inbox.Stored> all = store.get();
            for (Inbox.Stored one : all) {
                changes.locked(one.row().envelope().customer(), one.lastSequence());
            }
            all.stream().filter(Inbox.Stored::news).forEach(one -> {
                Envelope envelope = one.row().envelope();
                work.accept(one, changes.unit(envelope.customer(), Cause.of(envelope)));
            });
            return all.stream().filter(Inbox.Stored::waits).count();
        });
    }

    private <R> R inOne(Function<Changes, R> work) {
        Changes changes = new Changes();
        R result = QuarkusTransaction.requiringNew().call(() -> {
            R value = work.apply(changes);
            changes.write();
            return value;
        });
        changes.committed();
        return result;
    }

    /**
     * The first statement of a transaction waits for the customers' locks, in one order everywhere, before it touches messages'
     * rows. Its snapshot may be older than those locks, but what it changes and returns it reads anew from the latest version
     * (read committed), so a message that was worked meanwhile is seen as worked, and the sequence is the last one.
     *
     * @param customers each once
     * @return of the messages that were still pending, whether each is news
     */
    private Map<Long, Boolean> begin(Changes changes, List<CustomerId> customers, List<InboxRow> rows) {
        Map<Long, Boolean> news = new HashMap<>();
        database.query(
                        BEGIN,
                        Begun::read,
                        customers.stream().map(CustomerId::value).toArray(String[]::new),
                        rows.stream().map(InboxRow::id).toArray(Long[]::new))
                .forEach(begun -> {
                    changes.locked(new CustomerId(begun.customer), begun.sequence);
                    if (begun.message != null) {
                        news.put(begun.message, begun.news);
                    }
                });
        return news;
    }

    /** Puts a message among the dead: visible here, and on the topic's dead letter topic. */
    void bury(InboxRow row, int attempts, String reason) {
        QuarkusTransaction.requiringNew().run(() -> database.update("""
                        with buried as (
                            update inbox set status = 2, attempts = ?, error = ? where id = ? and status = 0 returning *
                        )
                        insert into outbox (lane, topic, customer, event_id, source, type, sequence, time, correlation, causation,
                                            reason, data)
                        select lane, topic || '.dlq', customer, event_id, source, type, sequence, time, correlation, causation,
                               error, substring(data for ?)
                        from buried where topic <> 'self'
                        """, attempts, reason, row.id(), LARGEST));
        relay.wake();
    }

    /** A customer's lock and last sequence number, and one of the messages marked, if any was. */
    private record Begun(
            String customer, long sequence, @Nullable Long message, boolean news) {
        static Begun read(ResultSet row) throws SQLException {
            long message = row.getLong(3);
            return new Begun(row.getString(1), row.getLong(2), row.wasNull() ? null : message, row.getBoolean(4));
        }
    }

    /** What one transaction sends, now or at a time, collected and written in one statement each at its end. */
    private final class Changes {
        private final Map<CustomerId, Long> sequences = new HashMap<>();
        private final List<Outgoing> outgoing = new ArrayList<>();
        private final Map<Timer.Key, Timer> timers = new TreeMap<>();
        private final List<Runnable> afterCommit = new ArrayList<>();
        private boolean toSelf;

        void locked(CustomerId customer, long lastSequence) {
            sequences.put(customer, lastSequence);
        }

        Unit unit(CustomerId customer, Cause cause) {
            return new Unit(this, customer, cause);
        }

        long send(CustomerId customer, Cause cause, String topic, Message message) {
            byte[] data = bytes(customer, message);
            if (data.length > LARGEST) {
                throw new IllegalArgumentException("a message of " + data.length + " bytes cannot be sent");
            }
            long sequence = sequences.merge(customer, 1L, Long::sum);
            outgoing.add(new Outgoing(customer, cause, topic, sequence, WireTypes.of(message.getClass()), data));
            return sequence;
        }

        void write() {
            if (!timers.isEmpty()) {
                writeTimers(List.copyOf(timers.values()));
            }
            if (!outgoing.isEmpty()) {
                writeOutgoing();
            }
        }

        private void writeTimers(List<Timer> all) {
            database.update(
                    """
                    insert into timer (customer, name, lane, due_at, type, correlation, causation, data)
                    select * from unnest(?::text[], ?::text[], ?::smallint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                                         ?::bytea[])
                    on conflict (customer, name) do update
                    set due_at = excluded.due_at, type = excluded.type, correlation = excluded.correlation,
                        causation = excluded.causation, data = excluded.data
                    """,
                    all.stream().map(timer -> timer.key.customer.value()).toArray(String[]::new),
                    all.stream().map(timer -> timer.key.name).toArray(String[]::new),
                    all.stream().map(timer -> Lane.of(timer.key.customer)).toArray(Short[]::new),
                    all.stream().map(Timer::due).toArray(Instant[]::new),
                    all.stream().map(Timer::type).toArray(String[]::new),
                    all.stream().map(timer -> timer.cause.correlation()).toArray(String[]::new),
                    all.stream().map(timer -> timer.cause.causation()).toArray(String[]::new),
                    all.stream().map(Timer::data).toArray(byte[][]::new));
        }

        private void writeOutgoing() {
            List<CustomerId> senders =
                    outgoing.stream().map(Outgoing::customer).distinct().toList();
            database.update(
                    """
                    with counted as (
                        update customer_sequence s set sequence = c.sequence
                        from unnest(?::text[], ?::bigint[]) as c(customer, sequence) where s.customer = c.customer
                    )
                    insert into outbox (lane, topic, customer, event_id, source, type, sequence, time, correlation, causation, data)
                    select t.lane, t.topic, t.customer, t.customer || '-' || t.sequence, ?, t.type, t.sequence, ?,
                           t.correlation, t.causation, t.data
                    from unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bytea[])
                        with ordinality as t(lane, topic, customer, type, sequence, correlation, causation, data, n)
                    order by t.n
                    """,
                    senders.stream().map(CustomerId::value).toArray(String[]::new),
                    senders.stream().map(sequences::get).toArray(Long[]::new),
                    source,
                    clock.instant(),
                    outgoing.stream().map(out -> Lane.of(out.customer)).toArray(Short[]::new),
                    outgoing.stream().map(Outgoing::topic).toArray(String[]::new),
                    outgoing.stream().map(out -> out.customer.value()).toArray(String[]::new),
                    outgoing.stream().map(Outgoing::type).toArray(String[]::new),
                    outgoing.stream().map(Outgoing::sequence).toArray(Long[]::new),
                    outgoing.stream().map(out -> out.cause.correlation()).toArray(String[]::new),
                    outgoing.stream().map(out -> out.cause.causation()).toArray(String[]::new),
                    outgoing.stream().map(Outgoing::data).toArray(byte[][]::new));
        }

        void committed() {
            if (!outgoing.isEmpty()) {
                relay.wake();
            }
            if (toSelf) {
                worker.wake();
            }
            for (Runnable action : afterCommit) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    // What is committed is committed: whoever took this for a failure would do the work twice.
                    LOG.error("what was to follow a commit failed", e);
                }
            }
        }
    }

    private static byte[] bytes(CustomerId customer, Message message) {
        if (!message.customer().equals(customer)) {
            throw new IllegalArgumentException("a message of another customer: " + WireTypes.of(message.getClass()));
        }
        return Json.bytes(message);
    }

    private final class Unit implements UnitOfWork {
        private final Changes changes;
        private final CustomerId customer;
        private final Cause cause;

        Unit(Changes changes, CustomerId customer, Cause cause) {
            this.changes = changes;
            this.customer = customer;
            this.cause = cause;
        }

        @Override
        public CustomerId customer() {
            return customer;
        }

        @Override
        public long publish(String topic, Message message) {
            return changes.send(customer, cause, topic, message);
        }

        @Override
        public void enqueue(PrivateMessage message) {
            enqueueOnce(source, "self-" + UUID.randomUUID(), message);
        }

        @Override
        public boolean enqueueOnce(String from, String id, PrivateMessage message) {
            int inserted = database.update(
                    """
                    insert into inbox (source, event_id, customer, lane, topic, type, time, correlation, causation, data)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (source, event_id) do nothing
                    """,
                    from,
                    id,
                    customer.value(),
                    Lane.of(customer),
                    InboxRow.SELF,
                    WireTypes.of(message.getClass()),
                    clock.instant(),
                    cause.correlation(),
                    cause.causation(),
                    bytes(customer, message));
            changes.toSelf |= inserted == 1;
            return inserted == 1;
        }

        @Override
        public void schedule(String name, Instant due, PrivateMessage message) {
            Timer.Key key = new Timer.Key(customer, name);
            changes.timers.put(
                    key, new Timer(key, due, WireTypes.of(message.getClass()), cause, bytes(customer, message)));
        }

        @Override
        public void cancel(String name) {
            changes.timers.remove(new Timer.Key(customer, name));
            database.update("delete from timer where customer = ? and name = ?", customer.value(), name);
        }

        @Override
        public void emptyReceived() {
            database.update(
                    "update inbox set data = '' where customer = ? and status <> 0 and data <> ''", customer.value());
        }

        @Override
        public void afterCommit(Runnable action) {
            changes.afterCommit.add(action);
        }
    }

    /** A message to oneself at a time; the last one of its name stands. */
    private record Timer(Key key, Instant due, String type, Cause cause, byte[] data) {
        /** Sorted, so that transactions take rows in one order. */
        record Key(CustomerId customer, String name) implements Comparable<Key> {
            @Override
            public int compareTo(Key other) {
                int byCustomer = customer.value().compareTo(other.customer.value());
                return byCustomer == 0 ? name.compareTo(other.name) : byCustomer;
            }
        }
    }

    private record Outgoing(CustomerId customer, Cause cause, String topic, long sequence, String type, byte[] data) {}
}
