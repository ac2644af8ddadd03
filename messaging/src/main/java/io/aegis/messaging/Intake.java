package io.aegis.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Brings records from Kafka into the inbox: a batch is one statement, and its offsets are committed after it. What can be
 * worked as it arrives is worked in the same transaction; when that fails, contents are not looked at, so nothing that a
 * record says can stop its partition. While the database is away the batch waits.
 */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Inbox inbox;
    private final Arriving arriving;
    private final Worker worker;
    private final Relay relay;

    Intake(Inbox inbox, Arriving arriving, Worker worker, Relay relay) {
        this.inbox = inbox;
        this.arriving = arriving;
        this.worker = worker;
        this.relay = relay;
    }

    @Incoming("inbox")
    Uni<Void> receive(ConsumerRecords<String, byte[]> records) {
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> store(records))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(e -> LOG.warnf("inbox waits, reason=%s", Reasons.of(e)))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
                .indefinitely();
    }

    private void store(ConsumerRecords<String, byte[]> records) {
        List<Inbox.Row> rows = new ArrayList<>(records.count());
        records.forEach(record -> rows.add(Inbox.Row.of(record)));
        if (!arriving.work(rows)) {
            try {
                inbox.store(rows);
            } catch (Database.Refused e) {
                rows.clear();
                records.forEach(record -> rows.add(storeAlone(record)));
            }
            worker.wake();
        }
        long dead = rows.stream().filter(row -> row.error() != null).count();
        if (dead > 0) {
            LOG.warnf("dead letters, count=%d", dead);
            relay.wake();
        }
    }

    /** Something in a record cannot be stored, such as a zero character: only that record is set aside. */
    private Inbox.Row storeAlone(ConsumerRecord<String, byte[]> record) {
        Inbox.Row row = Inbox.Row.of(record);
        try {
            inbox.store(List.of(row));
            return row;
        } catch (Database.Refused e) {
            Inbox.Row garbage = Inbox.Row.garbage(record, "cannot be stored: " + e.getMessage());
            inbox.store(List.of(garbage));
            return garbage;
        }
    }
}
