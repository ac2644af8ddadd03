package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Puts received records into the inbox, the dead ones also on their way to a dead letter topic. Duplicates are dropped. */
@ApplicationScoped
class Inbox {
    private static final byte[] NOTHING = new byte[0];

    /**
     * Stores records, and of those marked, whose customers have nothing waiting, as worked already. The customers' locks are
     * taken first. That somebody waits may have ended since; that nobody does is sure for what this reader stored before.
     */
    private static final String STORE = """
            with customers as (
                select * from unnest(?::text[], ?::smallint[]) as c(customer, lane)
            ), locked as (
                insert into customer_sequence (customer, sequence) select customer, 0 from customers order by customer
                on conflict (customer) do update set sequence = customer_sequence.sequence
                returning customer, sequence
            ), free as (
                select customer from customers c
                where not exists (select from inbox i where i.status = 0 and i.lane = c.lane and i.customer = c.customer)
            ), arrived as (
                select * from unnest(?::text[], ?::text[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::bigint[],
                                     ?::timestamptz[], ?::text[], ?::text[], ?::bytea[], ?::text[], ?::boolean[])
                    with ordinality
                    as t(source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data, error,
                         ready, n)
            ), stored as (
                insert into inbox (source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data,
                                   error, status, done_at)
                select source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data, error,
                       case when error is not null then 2 when now then 1 else 0 end, case when now then now() end
                from (
                    select t.*, t.ready and f.customer is not null as now from arrived t left join free f using (customer)
                ) t
                where (select count(*) from locked) >= 0
                order by n
                on conflict (source, event_id) do nothing
                returning id, source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data, error,
                          status
            ), advanced as (
                insert into applied (customer, source, topic, sequence)
                select customer, source, topic, max(sequence) from stored where status = 1 and sequence is not null group by 1, 2, 3
                on conflict (customer, source, topic) do update set sequence = excluded.sequence, before = applied.sequence
                where applied.sequence < excluded.sequence
                returning customer, source, topic, before
            ), dead as (
                insert into outbox (lane, topic, customer, event_id, source, type, sequence, time, correlation, causation, reason,
                                    data)
                select lane, topic || '.dlq', customer, event_id, source, type, sequence, time, correlation, causation, error,
                       substring(data for ?)
                from stored where error is not null
            )
            select l.sequence, s.id, s.source, s.event_id, s.status = 0,
                   s.status = 1 and (s.sequence is null or a.customer is not null and s.sequence > coalesce(a.before, -1))
            from locked l
            join stored s on s.customer = l.customer
            left join advanced a on a.customer = s.customer and a.source = s.source and a.topic = s.topic
            """;

    private final Database database;

    Inbox(Database database) {
        this.database = database;
    }

    /** All of it for the worker. */
    void store(List<Row> rows) {
        store(rows, Set.of());
    }

    /**
     * Inside a transaction, unless nothing is ready.
     *
     * @param ready rows that may be worked in this transaction
     * @return what became of these, in their order
     * @throws Repeated when one of the ready came before, or comes twice
     */
    List<Stored> store(List<Row> rows, Set<Row> ready) {
        List<CustomerId> customers =
                ready.stream().map(row -> row.envelope.customer()).distinct().toList();
        Map<Identity, Found> found = database
                .query(
                        STORE,
                        Found::read,
                        customers.stream().map(CustomerId::value).toArray(String[]::new),
                        customers.stream().map(Lane::of).toArray(Short[]::new),
                        rows.stream().map(row -> row.envelope.source()).toArray(String[]::new),
                        rows.stream().map(row -> row.envelope.id()).toArray(String[]::new),
                        rows.stream()
                                .map(row -> row.envelope.customer().value())
                                .toArray(String[]::new),
                        rows.stream()
                                .map(row -> Lane.of(row.envelope.customer()))
                                .toArray(Short[]::new),
                        rows.stream().map(Row::topic).toArray(String[]::new),
                        rows.stream().map(row -> row.envelope.type()).toArray(String[]::new),
                        rows.stream().map(row -> row.envelope.sequence()).toArray(Long[]::new),
                        rows.stream().map(row -> row.envelope.time()).toArray(Instant[]::new),
                        rows.stream().map(row -> row.envelope.correlation()).toArray(String[]::new),
                        rows.stream().map(row -> row.envelope.causation()).toArray(String[]::new),
                        rows.stream().map(Row::data).toArray(byte[][]::new),
                        rows.stream().map(Row::error).toArray(String[]::new),
                        rows.stream().map(ready::contains).toArray(Boolean[]::new),
                        Transactions.LARGEST)
                .stream()
                .collect(Collectors.toMap(Found::identity, Function.identity()));
        return ready.stream()
                .map(row -> {
                    Found one = found.remove(Identity.of(row.envelope));
                    if (one == null) {
                        throw new Repeated();
                    }
                    return new Stored(row, one.id, one.sequence, one.waits, one.news);
                })
                .toList();
    }

    /** A record came before. What stands behind it may have to wait for it, and whether it does is not known here. */
    static final class Repeated extends RuntimeException {}

    private record Identity(String source, String id) {
        static Identity of(Envelope envelope) {
            return new Identity(envelope.source(), envelope.id());
        }
    }

    private record Found(Identity identity, long id, long sequence, boolean waits, boolean news) {
        static Found read(ResultSet row) throws SQLException {
            return new Found(
                    new Identity(row.getString(3), row.getString(4)),
                    row.getLong(2),
                    row.getLong(1),
                    row.getBoolean(5),
                    row.getBoolean(6));
        }
    }

    /**
     * A row that was ready, stored.
     *
     * @param lastSequence of its customer, whose lock is held
     * @param waits for the worker, since something else did
     * @param news if it is to be worked now
     */
    record Stored(Row row, long id, long lastSequence, boolean waits, boolean news) {
        InboxRow message() {
            return row.stored(id);
        }
    }

    /** @param error why the record is dead; absent for one that waits to be worked */
    record Row(
            Envelope envelope,
            String topic,
            byte[] data,
            @Nullable String error) {
        /** A record that cannot be placed is known by its place in Kafka. */
        private static final CustomerId NOBODY = new CustomerId("nobody");

        InboxRow stored(long id) {
            return new InboxRow(id, envelope, topic, 0, data);
        }

        static Row of(ConsumerRecord<String, byte[]> record) {
            return switch (CloudEventCodec.read(record)) {
                case CloudEventCodec.Received.Event event ->
                    new Row(event.envelope(), record.topic(), event.data(), null);
                case CloudEventCodec.Received.Garbage(String reason) -> garbage(record, reason);
            };
        }

        static Row garbage(ConsumerRecord<String, byte[]> record, String reason) {
            String place = record.partition() + "-" + record.offset();
            return new Row(
                    new Envelope(
                            place,
                            "kafka:" + record.topic(),
                            CloudEventCodec.UNREADABLE,
                            NOBODY,
                            Instant.ofEpochMilli(record.timestamp()),
                            record.topic() + "-" + place,
                            null,
                            null),
                    record.topic(),
                    Objects.requireNonNullElse(record.value(), NOTHING),
                    reason);
        }
    }
}
