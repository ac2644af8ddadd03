package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries the outbox to Kafka. Rows of this replica's lanes are read by their presence, never past a remembered id (ids are
 * given out before commits), sent in order, and deleted after the broker's acknowledgement, many at once: a crash in between
 * sends them again, and the receiver's inbox drops the duplicates.
 */
@ApplicationScoped
class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int AT_ONCE = 500;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /** While there is more to send: how long what was acknowledged may lie, and how much of it, before it is deleted. */
    private static final Duration LIES = Duration.ofMillis(250);

    private static final int MOST_LYING = 500;

    /** After how many deleted rows the table is vacuumed: until then every look at it passes by what is left of them. */
    private static final int SWEPT_AFTER = 2000;

    /** How long a topic rests that the broker refuses, or does not have. */
    private static final Duration HOLD_UP = Duration.ofSeconds(5);

    private final Database database;
    private final Lanes lanes;
    private final MessagingConfig config;
    private final Map<String, Object> kafka;
    private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
    private final Thread thread = Thread.ofPlatform().name("aegis-relay").unstarted(this::relay);
    private final Map<String, Long> heldUp = new HashMap<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private long clearAt;
    private int deleted;
    private volatile boolean stopping;
    private @Nullable KafkaProducer<String, byte[]> producer;

    Relay(
            Database database,
            Lanes lanes,
            MessagingConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.database = database;
        this.lanes = lanes;
        this.config = config;
        this.kafka = kafka;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        if (!thread.join(LAST_WORDS)) {
            thread.interrupt();
        }
    }

    boolean alive() {
        return thread.isAlive();
    }

    /** There may be something to send. Cheap, and safe from any thread. */
    void wake() {
        wakeUps.offer(true);
    }

    private void relay() {
        try {
            while (!stopping) {
                wakeUps.poll(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                try {
                    while (!stopping && send() == AT_ONCE) {
                        // a full batch: more may be waiting
                    }
                    if (wakeUps.isEmpty() || System.nanoTime() - clearAt > 0) {
                        clear();
                    }
                } catch (Database.Unavailable e) {
                    LOG.warnf("relay waits, %s", e.getMessage());
                    Thread.sleep(PAUSE);
                } catch (InterruptException e) {
                    return;
                } catch (RuntimeException e) {
                    LOG.error("relay goes on after a failure of its own", e);
                    close();
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            leave();
        }
    }

    /** Deletes what was sent. */
    private void clear() {
        if (!acknowledged.isEmpty()) {
            database.update("delete from outbox where id = any (?)", (Object) acknowledged.toArray(Long[]::new));
            deleted += acknowledged.size();
            acknowledged.clear();
        }
        if (deleted >= SWEPT_AFTER) {
            // The server's own vacuum comes once a minute, which is thousands of turns.
            database.update("vacuum (skip_locked, truncate false) outbox");
            deleted = 0;
        }
        clearAt = System.nanoTime() + LIES.toNanos();
    }

    private void leave() {
        try {
            clear();
        } catch (RuntimeException e) {
            LOG.infof("what was sent last will be sent again, %s", Reasons.of(e));
        }
    }

    private int send() throws InterruptedException {
        heldUp.values().removeIf(until -> System.nanoTime() - until > 0);
        List<Row> rows = database.query(
                "select * from outbox where lane = any (?) and topic <> all (?) and id <> all (?) order by id limit ?",
                Row::read,
                lanes.owned(),
                heldUp.keySet().toArray(String[]::new),
                acknowledged.toArray(Long[]::new),
                AT_ONCE);
        if (rows.isEmpty()) {
            return 0;
        }
        KafkaProducer<String, byte[]> current = producer();
        List<Sent> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (!heldUp.containsKey(row.topic())) {
                Future<RecordMetadata> acknowledgement = current.send(row.record);
                if (acknowledgement.state() == Future.State.FAILED) {
                    holdUp(row.topic(), acknowledgement.exceptionNow());
                } else {
                    sent.add(new Sent(row, acknowledgement));
                }
            }
        }
        Set<String> refused = new HashSet<>();
        for (Sent one : sent) {
            try {
                one.acknowledgement.get();
                if (!refused.contains(one.row.topic())) {
                    acknowledged.add(one.row.id);
                }
            } catch (ExecutionException e) {
                refused.add(one.row.topic());
                holdUp(one.row.topic(), e);
            }
        }
        if (acknowledged.size() >= MOST_LYING) {
            clear();
        }
        if (!refused.isEmpty()) {
            close();
        }
        return rows.size();
    }

    /**
     * Sends wait out an outage. What fails all the same has a topic that the broker does not have or refuses: its rows stay
     * from the first failed one on and are sent again later, in order, while other topics go on.
     */
    private void holdUp(String topic, Throwable failure) {
        heldUp.put(topic, System.nanoTime() + HOLD_UP.toNanos());
        LOG.errorf("relay holds a topic up, topic=%s reason=%s", topic, Reasons.of(failure));
    }

    private KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            // A topic just made may refuse a producer's first batch and take its second, and the first one is out of
            // order for ever. With one request at a time there is no second.
            settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
            // Giving up on one record while later ones pass would break a customer's order: never give up.
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, HOLD_UP.toMillis());
            settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private void close() {
        if (producer != null) {
            producer.close(PAUSE);
            producer = null;
        }
    }

    private record Sent(Row row, Future<RecordMetadata> acknowledgement) {}

    private record Row(long id, ProducerRecord<String, byte[]> record) {
        String topic() {
            return record.topic();
        }

        static Row read(ResultSet row) throws SQLException {
            long sequence = row.getLong("sequence");
            Long sequenceOrNull = row.wasNull() ? null : Long.valueOf(sequence);
            return new Row(
                    row.getLong("id"),
                    CloudEventCodec.write(
                            row.getString("topic"),
                            new Envelope(
                                    row.getString("event_id"),
                                    row.getString("source"),
                                    row.getString("type"),
                                    new CustomerId(row.getString("customer")),
                                    Database.time(row, "time"),
                                    row.getString("correlation"),
                                    row.getString("causation"),
                                    sequenceOrNull),
                            row.getBytes("data"),
                            row.getString("reason")));
        }
    }
}
