package io.aegis.messaging;

import io.aegis.contracts.Json;
import io.aegis.contracts.Message;
import io.aegis.contracts.WireTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one topic into its {@link BatchHandler}. One thread fetches and reads the next batch while another one stores the
 * last; batches are stored in their order, one at a time. Where to go on is read from the database, never from Kafka, which is
 * only told for those who watch the lag.
 */
final class BatchConsumer<M extends Message> {
    private static final Logger LOG = Logger.getLogger(BatchConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 5000;
    private static final long BETWEEN_LOOKS_AT_MEMORY = Duration.ofMinutes(1).toNanos();
    /**
     * Bounds the memory of a replica, which has two such batches, and how long a transaction takes: some tenths of a second.
     * What is larger does not fit the young generation of a small heap, and its collection then costs as much as reading.
     */
    private static final int MOST_AT_ONCE = 5000;
    /** Of a record as Kafka hands it out little is kept: so few at once are let go before the next are made. */
    private static final int A_HANDFUL = 500;

    private final BatchHandler<M> handler;
    private final Batches batches;
    private final Relay relay;
    private final Map<String, Object> settings;
    private final Map<String, Class<? extends M>> types = new HashMap<>();
    private final Thread thread;
    private final ExecutorService storing;
    private final Set<TopicPartition> unplaced = new HashSet<>();
    private final Map<TopicPartition, Long> places = new HashMap<>();
    private volatile boolean stopping;
    private @Nullable Future<Map<TopicPartition, Long>> inHand;
    private long lookedAtMemory = System.nanoTime();
    private String stream = "";

    /** @param replica this reader's name in its group, which outlives it */
    BatchConsumer(
            BatchHandler<M> handler,
            Batches batches,
            Relay relay,
            Map<String, Object> kafka,
            String group,
            String replica) {
        this.handler = handler;
        this.batches = batches;
        this.relay = relay;
        WireTypes.leaves(handler.handles()).forEach(leaf -> types.put(WireTypes.of(leaf), leaf));
        this.settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group + "." + handler.topic());
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, replica);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, A_HANDFUL);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 3 << 20);
        // Much of few partitions is more of each customer, whose events are added up before they are stored.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 3 << 19);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        this.thread = Thread.ofPlatform().name("aegis-batch-" + handler.topic()).unstarted(this::run);
        this.storing = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("aegis-store-" + handler.topic()).factory());
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopping = true;
        if (!thread.join(LAST_WORDS)) {
            thread.interrupt();
            thread.join(LAST_WORDS);
        }
        storing.shutdownNow();
    }

    boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        while (!stopping) {
            KafkaConsumer<String, byte[]> consumer =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
            try {
                follow(consumer);
            } catch (InterruptException | InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.errorf(e, "reading goes on after a failure of its own, topic=%s", handler.topic());
                if (!pause(LONGEST_PAUSE_MS)) {
                    return;
                }
            } finally {
                abandon();
                consumer.close(CloseOptions.timeout(LAST_WORDS.dividedBy(2)));
                unplaced.clear();
                places.clear();
            }
        }
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
        consumer.subscribe(List.of(handler.topic()), new Rebalanced(consumer));
        while (!stopping) {
            List<Arrival<M>> batch = next(consumer);
            if (!settle(consumer)) {
                // What was read meanwhile begins behind what was not stored.
                continue;
            }
            if (!unplaced.isEmpty()) {
                place(consumer);
            }
            if (!batch.isEmpty()) {
                String onto = stream;
                Map<TopicPartition, Long> from = Map.copyOf(places);
                inHand = storing.submit(() -> stored(onto, batch, from));
            }
            if (System.nanoTime() - lookedAtMemory > BETWEEN_LOOKS_AT_MEMORY) {
                lookedAtMemory = System.nanoTime();
                forget();
            }
        }
        settle(consumer);
    }

    /**
     * Waits until what is in hand is stored.
     *
     * @return false when another reader was further: all partitions are to be placed anew
     */
    private boolean settle(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
        Future<Map<TopicPartition, Long>> last = inHand;
        if (last == null) {
            return true;
        }
        try {
            places.putAll(last.get());
            inHand = null;
        } catch (ExecutionException e) {
            inHand = null;
            if (e.getCause() instanceof Batches.Overtaken) {
                LOG.infof("another replica reads on, topic=%s", handler.topic());
                unplaced.addAll(consumer.assignment());
                consumer.pause(consumer.assignment());
                return false;
            }
            throw new IllegalStateException(e.getCause());
        }
        // Partitions may have gone to another reader meanwhile.
        places.keySet().retainAll(consumer.assignment());
        Map<TopicPartition, OffsetAndMetadata> told = new HashMap<>();
        places.forEach((partition, next) -> told.put(partition, new OffsetAndMetadata(next)));
        consumer.commitAsync(told, (offsets, failure) -> {});
        return true;
    }

    /** What is in hand may be stored yet, or not: whoever places its partitions sees which, or is told that it was overtaken. */
    private void abandon() {
        if (inHand != null) {
            inHand.cancel(true);
            inHand = null;
        }
    }

    /**
     * @param from where each partition is stored up to
     * @return where it is then
     */
    private Map<TopicPartition, Long> stored(String onto, List<Arrival<M>> batch, Map<TopicPartition, Long> from)
            throws InterruptedException {
        Map<TopicPartition, Long> reached = new HashMap<>(from);
        store(onto, batch, reached);
        handler.committed();
        return reached;
    }

    private void store(String onto, List<Arrival<M>> batch, Map<TopicPartition, Long> reached)
            throws InterruptedException {
        for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
            try {
                reached.putAll(batches.store(onto, handler, batch, reached));
                long dead = batch.stream().filter(Arrival::dead).count();
                if (dead > 0) {
                    LOG.warnf("dead letters, count=%d", dead);
                    relay.wake();
                }
                return;
            } catch (Batches.Overtaken e) {
                throw e;
            } catch (RuntimeException e) {
                if (Database.isAway(e)) {
                    LOG.warnf("reading waits, topic=%s reason=%s", handler.topic(), Reasons.of(e));
                    Thread.sleep(pause);
                } else if (batch.size() > 1) {
                    store(onto, batch.subList(0, batch.size() / 2), reached);
                    store(onto, batch.subList(batch.size() / 2, batch.size()), reached);
                    return;
                } else if (batch.getFirst().dead()) {
                    throw e;
                } else {
                    batch = List.of(batch.getFirst().dead("cannot be stored: " + Reasons.of(e)));
                }
            }
        }
    }

    /**
     * What is there by now, up to a bound. A partition may go to another reader between two polls, and come back: what was read
     * of it before has no place any more, and is left to whoever reads it from its place.
     */
    private List<Arrival<M>> next(KafkaConsumer<String, byte[]> consumer) {
        List<Arrival<M>> batch = new ArrayList<>();
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        while (!records.isEmpty()) {
            for (TopicPartition partition : records.partitions()) {
                records.records(partition).forEach(record -> batch.add(read(partition, record)));
            }
            if (batch.size() > MOST_AT_ONCE - A_HANDFUL) {
                break;
            }
            records = consumer.poll(Duration.ZERO);
        }
        batch.removeIf(arrival -> !places.containsKey(arrival.partition()));
        return batch;
    }

    private Arrival<M> read(TopicPartition partition, ConsumerRecord<String, byte[]> record) {
        Inbox.Row row = Inbox.Row.of(record);
        Arrival<M> arrival = new Arrival<>(partition, record.offset(), row, null);
        Class<? extends M> type = types.get(row.envelope().type());
        if (row.error() != null || type == null) {
            return arrival;
        }
        try {
            M message = handler.read(row.data(), type);
            if (!message.customer().equals(row.envelope().customer())) {
                return arrival.dead("the content names another customer than the subject");
            }
            handler.check(message);
            return new Arrival<>(partition, record.offset(), row, message);
        } catch (Json.Unreadable | IllegalArgumentException e) {
            return arrival.dead(Reasons.of(e));
        }
    }

    /** Goes to where each partition is stored up to. What Kafka no longer has is lost, and said so. */
    private void place(KafkaConsumer<String, byte[]> consumer) {
        try {
            stream = stream();
            Map<TopicPartition, Long> stored = batches.places(stream, unplaced);
            Map<TopicPartition, Long> first = consumer.beginningOffsets(unplaced);
            Map<TopicPartition, Long> end = consumer.endOffsets(unplaced);
            stored.forEach((partition, next) -> {
                long position =
                        Math.max(first.getOrDefault(partition, 0L), Math.min(next, end.getOrDefault(partition, next)));
                if (position != next && next > 0) {
                    LOG.errorf("the topic lost records, partition=%s stored=%d now=%d", partition, next, position);
                }
                places.put(partition, next);
                consumer.seek(partition, position);
            });
            consumer.resume(stored.keySet());
            unplaced.clear();
        } catch (Database.Unavailable | ExecutionException e) {
            LOG.warnf("reading waits, topic=%s reason=%s", handler.topic(), Reasons.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A topic that was deleted and made again counts from zero again, so its places are others. */
    private String stream() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(adminSettings())) {
            Map<String, TopicDescription> described = admin.describeTopics(List.of(handler.topic()))
                    .allTopicNames()
                    .get();
            return handler.topic() + "/"
                    + Objects.requireNonNull(described.get(handler.topic())).topicId();
        }
    }

    private Map<String, Object> adminSettings() {
        Map<String, Object> admin = new HashMap<>(settings);
        admin.keySet().retainAll(AdminClientConfig.configNames());
        return admin;
    }

    private void forget() {
        try {
            batches.forget();
        } catch (RuntimeException e) {
            if (!Database.isAway(e)) {
                throw e;
            }
        }
    }

    private static boolean pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs inside poll, where the database had better not be asked: a new partition rests until it is placed. */
    private final class Rebalanced implements ConsumerRebalanceListener {
        private final KafkaConsumer<String, byte[]> consumer;

        Rebalanced(KafkaConsumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            unplaced.addAll(partitions);
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            unplaced.removeAll(partitions);
            partitions.forEach(places::remove);
        }
    }
}
