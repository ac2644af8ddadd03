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
 * Brings records from Kafka into the inbox: a batch is one statement, and its offsets are committed after it. Contents are
 * not looked at here, so nothing that a record says can stop its partition; while the database is away the batch waits.
 */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Inbox inbox;
    private final Worker worker;
    private final Relay relay;

    Intake(Inbox inbox, Worker worker, Relay relay) {
        this.inbox = inbox;
        this.worker = worker;
        this.relay = relay;
    }

    @Incoming("inbox")
    Uni<Void> receive(ConsumerRecords<String, byte[]> records) {
        return Uni.createFrom()
                .item(() -> insert(records))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(e -> LOG.warnf("inbox waits, reason=%s", Reasons.of(e)))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
                .indefinitely()
                .replaceWithVoid();
    }

    private int insert(ConsumerRecords<String, byte[]> records) {
        int dead;
        try {
            List<Inbox.Row> rows = new ArrayList<>(records.count());
            records.forEach(record -> rows.add(Inbox.Row.of(record)));
            dead = inbox.store(rows);
        } catch (Database.Refused e) {
            dead = storeOneByOne(records);
        }
        worker.wake();
        if (dead > 0) {
            LOG.warnf("dead letters, count=%d", dead);
            relay.wake();
        }
        return dead;
    }

    /** Something in a record cannot be stored, such as a zero character: only that record is set aside. */
    private int storeOneByOne(ConsumerRecords<String, byte[]> records) {
        int dead = 0;
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                dead += inbox.store(List.of(Inbox.Row.of(record)));
            } catch (Database.Refused e) {
                dead += inbox.store(List.of(Inbox.Row.garbage(record, "cannot be stored: " + e.getMessage())));
            }
        }
        return dead;
    }
}
