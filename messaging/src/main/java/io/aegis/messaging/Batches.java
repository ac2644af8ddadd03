package io.aegis.messaging;

import io.aegis.contracts.Message;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Stores batches, each record once. Three things see to it, all in the transaction that stores the batch: how far each
 * partition was stored moves on, and only from where the reader believes it to be, so a replica that lost the partition
 * without knowing it stores nothing; an event whose source and id came before is dropped; and so is one of a producer that
 * counts, when its word about the customer was already stored further.
 *
 * <p>Ids are remembered as hashes in two tables of which one is written: the other is emptied, and they change roles, after
 * a day or at 50 million ids, whichever comes first. So a repeated event is recognised for a day at least, or for as long as 50 million
 * others take, and the memory has a bound.
 */
@ApplicationScoped
class Batches {
    /** Of one table without its index: what 50 million ids take. */
    private static final long MOST_BYTES = 50_000_000L * 46;

    private static final String REMEMBER = """
            insert into batch_seen_%1$d (high, low)
            select t.high, t.low from unnest(?::bigint[], ?::bigint[]) as t(high, low)
            where not exists (select 1 from batch_seen_%2$d o where o.high = t.high and o.low = t.low)
            order by t.high, t.low
            on conflict do nothing
            """;

    /** One that came before, among those that the other table remembers. */
    private static final String KNOWN_LONGER = """
            select 1 from unnest(?::bigint[], ?::bigint[]) as t(high, low)
            join batch_seen_%d o on o.high = t.high and o.low = t.low limit 1
            """;

    /** Those that this very transaction remembered. */
    private static final String NEW = """
            select s.high, s.low from unnest(?::bigint[], ?::bigint[]) as t(high, low)
            join batch_seen_%d s on s.high = t.high and s.low = t.low
            where s.xmin = pg_current_xact_id()::xid
            """;

    private static final String ADVANCE_PRODUCERS = """
            insert into applied (customer, source, topic, sequence)
            select t.customer, t.source, ?, t.sequence from unnest(?::text[], ?::text[], ?::bigint[]) as t(customer, source, sequence)
            order by t.customer, t.source
            on conflict (customer, source, topic) do update set sequence = excluded.sequence, before = applied.sequence
            where applied.sequence < excluded.sequence
            returning customer, source, coalesce(before, -1)
            """;

    private final Database database;
    private final Inbox inbox;
    /** Whether the last batch brought nothing that came before; the next one is taken to be like it. */
    private volatile boolean allWereNew = true;

    Batches(Database database, Inbox inbox) {
        this.database = database;
        this.inbox = inbox;
    }

    /** Something in the batch came before, against expectation. */
    private static final class CameBefore extends RuntimeException {
        CameBefore() {
            super(null, null, false, false);
        }
    }

    /** Another reader stored the partition further, or the place was lost: nothing of the batch is stored. */
    static final class Overtaken extends RuntimeException {}

    /**
     * Up to where each partition was stored; 0 for one that never was.
     *
     * @param stream the topic, and which topic of that name
     */
    Map<TopicPartition, Long> places(String stream, Collection<TopicPartition> partitions) {
        Long[] numbers = partitions.stream().map(one -> (long) one.partition()).toArray(Long[]::new);
        database.update("""
                insert into batch_place (stream, partition, next_offset)
                select ?, p, 0 from unnest(?::bigint[]) p on conflict do nothing
                """, stream, numbers);
        Map<Long, Long> stored = new HashMap<>();
        database.query(
                        "select partition, next_offset from batch_place where stream = ? and partition = any (?)",
                        row -> Map.entry(row.getLong(1), row.getLong(2)),
                        stream,
                        numbers)
                .forEach(one -> stored.put(one.getKey(), one.getValue()));
        Map<TopicPartition, Long> places = new HashMap<>();
        partitions.forEach(one -> places.put(one, stored.getOrDefault((long) one.partition(), 0L)));
        return places;
    }

    /**
     * Stores a batch, or nothing of it.
     *
     * @param from where the reader believes each partition to be stored up to
     * @return where the partitions of the batch are stored up to now
     * @throws Overtaken when it is elsewhere
     */
    <M extends Message> Map<TopicPartition, Long> store(
            String stream, BatchHandler<M> handler, List<Arrival<M>> batch, Map<TopicPartition, Long> from) {
        Map<TopicPartition, Long> to = new LinkedHashMap<>();
        batch.forEach(arrival -> to.put(arrival.partition(), arrival.offset() + 1));
        if (allWereNew) {
            try {
                store(stream, handler, batch, from, to, true);
                return to;
            } catch (CameBefore e) {
                allWereNew = false;
            }
        }
        store(stream, handler, batch, from, to, false);
        return to;
    }

    private <M extends Message> void store(
            String stream,
            BatchHandler<M> handler,
            List<Arrival<M>> batch,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            boolean allNew) {
        QuarkusTransaction.requiringNew().run(() -> {
            advance(stream, from, to);
            List<M> messages = news(
                            handler.topic(),
                            batch.stream()
                                    .filter(arrival -> arrival.message() != null)
                                    .toList(),
                            allNew)
                    .stream()
                    .map(arrival -> Objects.requireNonNull(arrival.message()))
                    .toList();
            if (!messages.isEmpty()) {
                handler.handle(messages);
            }
            List<Inbox.Row> dead =
                    batch.stream().filter(Arrival::dead).map(Arrival::row).toList();
            if (!dead.isEmpty()) {
                inbox.store(dead);
            }
        });
    }

    /** Forgets the older ids when it is time. */
    void forget() {
        QuarkusTransaction.requiringNew().run(() -> {
            List<Integer> full = database.query("""
                            select current from batch_memory
                            where since < now() - interval '24 hours' or pg_relation_size('batch_seen_' || current) > ?
                            for update
                            """, row -> row.getInt(1), MOST_BYTES);
            for (int current : full) {
                database.update("truncate batch_seen_" + (1 - current));
                database.update("update batch_memory set current = 1 - current, since = now()");
            }
        });
    }

    /** Comes first: a reader that was overtaken waits here for the other's commit, and then fails. */
    private void advance(String stream, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        if (!from.keySet().containsAll(to.keySet())) {
            throw new Overtaken();
        }
        List<TopicPartition> partitions = List.copyOf(to.keySet());
        int advanced = database.update(
                """
                update batch_place b set next_offset = t.upto
                from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as t(partition, since, upto)
                where b.stream = ? and b.partition = t.partition and b.next_offset = t.since
                """,
                partitions.stream().map(one -> (long) one.partition()).toArray(Long[]::new),
                partitions.stream().map(from::get).toArray(Long[]::new),
                partitions.stream().map(to::get).toArray(Long[]::new),
                stream);
        if (advanced != partitions.size()) {
            throw new Overtaken();
        }
    }

    /** @param allNew fails with {@link CameBefore} if that is not so, and costs a third */
    private <M extends Message> List<Arrival<M>> news(String topic, List<Arrival<M>> batch, boolean allNew) {
        if (batch.isEmpty()) {
            return batch;
        }
        Map<Arrival.Fingerprint, Arrival<M>> byId = LinkedHashMap.newLinkedHashMap(batch.size());
        batch.forEach(arrival -> byId.putIfAbsent(arrival.fingerprint(), arrival));
        // The share lock makes a change of the tables' roles wait, so no id is looked for in the wrong one.
        int current = database.query("select current from batch_memory for share", row -> row.getInt(1))
                .getFirst();
        if (allNew) {
            rememberNew(current, byId.keySet());
        } else {
            allWereNew = retainNew(current, byId.keySet());
        }
        return notToldBefore(topic, List.copyOf(byId.values()));
    }

    /** In the order of the index, so that each of its pages is touched once; one that is there already fails the statement. */
    private void rememberNew(int current, Collection<Arrival.Fingerprint> ids) {
        List<Arrival.Fingerprint> sorted = ids.stream().sorted().toList();
        if (!database.query(KNOWN_LONGER.formatted(1 - current), row -> true, high(sorted), low(sorted))
                .isEmpty()) {
            throw new CameBefore();
        }
        try {
            database.copy(
                    "copy batch_seen_%d (high, low) from stdin with (format binary)".formatted(current),
                    Arrival.Fingerprint.copied(sorted));
        } catch (Database.Refused e) {
            if (e.isDuplicate()) {
                throw new CameBefore();
            }
            throw e;
        }
    }

    /** @return true when all were new */
    private boolean retainNew(int current, Collection<Arrival.Fingerprint> ids) {
        Long[] high = high(ids);
        Long[] low = low(ids);
        // Which of them are new is asked only when not all are: it costs as much as remembering them.
        return database.update(REMEMBER.formatted(current, 1 - current), high, low) == ids.size()
                || !ids.retainAll(new HashSet<>(database.query(
                        NEW.formatted(current),
                        row -> new Arrival.Fingerprint(row.getLong(1), row.getLong(2)),
                        high,
                        low)));
    }

    private static Long[] high(Collection<Arrival.Fingerprint> ids) {
        return ids.stream().map(Arrival.Fingerprint::high).toArray(Long[]::new);
    }

    private static Long[] low(Collection<Arrival.Fingerprint> ids) {
        return ids.stream().map(Arrival.Fingerprint::low).toArray(Long[]::new);
    }

    /** Drops what a producer that counts had told before, also when its ids are forgotten or were others. */
    private <M extends Message> List<Arrival<M>> notToldBefore(String topic, List<Arrival<M>> batch) {
        Map<Producer, Long> last = new HashMap<>();
        for (Arrival<M> arrival : batch) {
            Producer producer = Producer.of(arrival);
            if (producer != null) {
                last.merge(producer, sequence(arrival), Math::max);
            }
        }
        if (last.isEmpty()) {
            return batch;
        }
        List<Producer> producers = List.copyOf(last.keySet());
        Map<Producer, Long> before = new HashMap<>();
        database.query(
                        ADVANCE_PRODUCERS,
                        row -> Map.entry(new Producer(row.getString(1), row.getString(2)), row.getLong(3)),
                        topic,
                        producers.stream().map(Producer::customer).toArray(String[]::new),
                        producers.stream().map(Producer::source).toArray(String[]::new),
                        producers.stream().map(last::get).toArray(Long[]::new))
                .forEach(one -> before.put(one.getKey(), one.getValue()));
        List<Arrival<M>> news = new ArrayList<>(batch.size());
        for (Arrival<M> arrival : batch) {
            Producer producer = Producer.of(arrival);
            if (producer == null || sequence(arrival) > before.getOrDefault(producer, Long.MAX_VALUE)) {
                news.add(arrival);
                if (producer != null) {
                    before.put(producer, sequence(arrival));
                }
            }
        }
        return news;
    }

    private static long sequence(Arrival<?> arrival) {
        return Objects.requireNonNull(arrival.row().envelope().sequence());
    }

    /** A producer that counts what it tells about a customer. */
    private record Producer(String customer, String source) {
        static @Nullable Producer of(Arrival<?> arrival) {
            var envelope = arrival.row().envelope();
            return envelope.sequence() == null
                    ? null
                    : new Producer(envelope.customer().value(), envelope.source());
        }
    }
}
