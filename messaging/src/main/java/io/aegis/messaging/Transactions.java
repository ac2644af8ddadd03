package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Business transactions. Each takes its customer's lock first, so transactions of one customer come one after the other,
 * and sequence numbers are gapless and in the order of commits. What it publishes is in the outbox when it commits.
 */
@ApplicationScoped
public class Transactions {
    /** Kafka's default limit is 1 MiB; a larger message could never leave the outbox. */
    static final int LARGEST = 900_000;

    private final Database database;
    private final Clock clock;
    private final Relay relay;
    private final Worker worker;
    private final String source;

    Transactions(Database database, Clock clock, Relay relay, Worker worker, MessagingConfig config) {
        this.database = database;
        this.clock = clock;
        this.relay = relay;
        this.worker = worker;
        this.source = config.source();
    }

    /** Runs work for a customer that does not come from a message: a request, mostly. Not inside another transaction. */
    public <R> R call(CustomerId customer, Cause cause, Function<UnitOfWork, R> work) {
        Unit unit = new Unit(customer, cause);
        R result = QuarkusTransaction.requiringNew().call(() -> {
            unit.begin(
                    database.query("""
                            insert into customer_sequence (customer, sequence) values (?, 0)
                            on conflict (customer) do update set sequence = customer_sequence.sequence
                            returning sequence
                            """, row -> row.getLong(1), customer.value()).get(0));
            R value = work.apply(unit);
            unit.flush();
            return value;
        });
        unit.wake();
        return result;
    }

    /** Like {@link #call}, without a result. */
    public void run(CustomerId customer, Cause cause, Consumer<UnitOfWork> work) {
        call(customer, cause, unit -> {
            work.accept(unit);
            return true;
        });
    }

    /**
     * Runs the work of a received message and marks it done, or only the latter when this producer's word was already
     * applied further than this message and nobody asked for a retry.
     *
     * <p>The first statement waits for the customer's lock before it touches the message's row. Its snapshot may be older
     * than that lock, but what it changes and returns it reads anew from the latest version (read committed), so a message
     * that was worked meanwhile is seen as worked, and the sequence is the last one.
     *
     * @return false when the message was no longer pending: somebody else worked it
     */
    boolean work(InboxRow row, Consumer<UnitOfWork> work) {
        Envelope envelope = row.envelope();
        Unit unit = new Unit(envelope.customer(), Cause.of(envelope));
        boolean worked = QuarkusTransaction.requiringNew().call(() -> {
            Began began = database.query(
                            """
                            with locked as (
                                insert into customer_sequence (customer, sequence) values (?, 0)
                                on conflict (customer) do update set sequence = customer_sequence.sequence
                                returning sequence
                            ), marked as (
                                update inbox set status = 1, done_at = now(), error = null
                                where id = ? and status = 0 and (select sequence from locked) >= 0
                                returning retried
                            ), advanced as (
                                insert into applied (customer, source, topic, sequence)
                                select ?, ?, ?, ?::bigint where ?::bigint is not null and exists (select 1 from marked)
                                on conflict (customer, source, topic) do update set sequence = excluded.sequence
                                where applied.sequence < excluded.sequence
                                returning 1
                            )
                            select (select sequence from locked), exists (select 1 from marked),
                                   exists (select 1 from advanced) or exists (select 1 from marked where retried)
                            """,
                            result -> new Began(result.getLong(1), result.getBoolean(2), result.getBoolean(3)),
                            envelope.customer().value(),
                            row.id(),
                            envelope.customer().value(),
                            envelope.source(),
                            row.topic(),
                            envelope.sequence(),
                            envelope.sequence())
                    .get(0);
            if (!began.pending) {
                return false;
            }
            if (began.news || envelope.sequence() == null) {
                unit.begin(began.sequence);
                work.accept(unit);
                unit.flush();
            }
            return true;
        });
        unit.wake();
        return worked;
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

    private record Began(long sequence, boolean pending, boolean news) {}

    /** Collects what is sent, and writes it in one statement at the end. */
    private final class Unit implements UnitOfWork {
        private final CustomerId customer;
        private final Cause cause;
        private final List<Outgoing> outgoing = new ArrayList<>();
        private long sequence;
        private boolean toSelf;

        Unit(CustomerId customer, Cause cause) {
            this.customer = customer;
            this.cause = cause;
        }

        void begin(long lastSequence) {
            sequence = lastSequence;
        }

        @Override
        public CustomerId customer() {
            return customer;
        }

        @Override
        public long publish(String topic, Message message) {
            sequence++;
            outgoing.add(new Outgoing(topic, sequence, WireTypes.of(message.getClass()), bytes(message)));
            return sequence;
        }

        @Override
        public void enqueue(PrivateMessage message) {
            toSelf = true;
            database.update(
                    """
                    insert into inbox (source, event_id, customer, lane, topic, type, time, correlation, causation, data)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    source,
                    "self-" + UUID.randomUUID(),
                    customer.value(),
                    Lane.of(customer),
                    InboxRow.SELF,
                    WireTypes.of(message.getClass()),
                    clock.instant(),
                    cause.correlation(),
                    cause.causation(),
                    bytes(message));
        }

        @Override
        public void schedule(String name, Instant due, PrivateMessage message) {
            database.update(
                    """
                    insert into timer (customer, name, lane, due_at, type, correlation, causation, data)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (customer, name) do update
                    set due_at = excluded.due_at, type = excluded.type, correlation = excluded.correlation,
                        causation = excluded.causation, data = excluded.data
                    """,
                    customer.value(),
                    name,
                    Lane.of(customer),
                    due,
                    WireTypes.of(message.getClass()),
                    cause.correlation(),
                    cause.causation(),
                    bytes(message));
        }

        @Override
        public void cancel(String name) {
            database.update("delete from timer where customer = ? and name = ?", customer.value(), name);
        }

        private byte[] bytes(Message message) {
            if (!message.customer().equals(customer)) {
                throw new IllegalArgumentException(
                        "a message of another customer: " + WireTypes.of(message.getClass()));
            }
            byte[] bytes = Json.bytes(message);
            if (bytes.length > LARGEST) {
                throw new IllegalArgumentException("a message of " + bytes.length + " bytes cannot be sent");
            }
            return bytes;
        }

        private String id(long number) {
            return customer + "-" + number;
        }

        void flush() {
            if (outgoing.isEmpty()) {
                return;
            }
            Instant now = clock.instant();
            database.update(
                    """
                    with counted as (update customer_sequence set sequence = ? where customer = ?)
                    insert into outbox (lane, topic, customer, event_id, source, type, sequence, time, correlation, causation, data)
                    select ?, t.topic, ?, t.event_id, ?, t.type, t.sequence, ?, ?, ?, t.data
                    from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bytea[]) with ordinality
                        as t(topic, event_id, type, sequence, data, n)
                    order by t.n
                    """,
                    sequence,
                    customer.value(),
                    Lane.of(customer),
                    customer.value(),
                    source,
                    now,
                    cause.correlation(),
                    cause.causation(),
                    outgoing.stream().map(Outgoing::topic).toArray(String[]::new),
                    outgoing.stream().map(out -> id(out.sequence)).toArray(String[]::new),
                    outgoing.stream().map(Outgoing::type).toArray(String[]::new),
                    outgoing.stream().map(Outgoing::sequence).toArray(Long[]::new),
                    outgoing.stream().map(Outgoing::data).toArray(byte[][]::new));
        }

        void wake() {
            if (!outgoing.isEmpty()) {
                relay.wake();
            }
            if (toSelf) {
                worker.wake();
            }
        }
    }

    private record Outgoing(String topic, long sequence, String type, byte[] data) {}
}
