package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings records from Kafka into the inbox: a batch is one statement, and its offsets are committed after it. Contents are
 * not looked at here, so nothing that a record says can stop its partition; while the database is away the batch waits.
 */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final byte[] NOTHING = new byte[0];

    private static final String INSERT = """
            with arrived as (
                select * from unnest(?::text[], ?::text[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::bigint[],
                                     ?::timestamptz[], ?::text[], ?::text[], ?::bytea[], ?::text[])
                    with ordinality
                    as t(source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data, error, n)
            ), stored as (
                insert into inbox (source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data,
                                   error, status)
                select source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data, error,
                       case when error is null then 0 else 2 end
                from arrived order by n
                on conflict (source, event_id) do nothing
                returning source, event_id, customer, lane, topic, type, sequence, time, correlation, causation, data, error
            )
            insert into outbox (lane, topic, customer, event_id, source, type, sequence, time, correlation, causation, reason, data)
            select lane, topic || '.dlq', customer, event_id, source, type, sequence, time, correlation, causation, error,
                   substring(data for ?)
            from stored where error is not null
            """;

    private final Database database;
    private final Worker worker;
    private final Relay relay;

    Intake(Database database, Worker worker, Relay relay) {
        this.database = database;
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
            List<Row> rows = new ArrayList<>(records.count());
            records.forEach(record -> rows.add(Row.of(record)));
            dead = store(rows);
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
                dead += store(List.of(Row.of(record)));
            } catch (Database.Refused e) {
                dead += store(List.of(Row.garbage(record, "cannot be stored: " + e.getMessage())));
            }
        }
        return dead;
    }

    /** @return how many of the rows were new and dead */
    private int store(List<Row> rows) {
        return database.update(
                INSERT,
                rows.stream().map(row -> row.envelope.source()).toArray(String[]::new),
                rows.stream().map(row -> row.envelope.id()).toArray(String[]::new),
                rows.stream().map(row -> row.envelope.customer().value()).toArray(String[]::new),
                rows.stream().map(row -> Lane.of(row.envelope.customer())).toArray(Short[]::new),
                rows.stream().map(Row::topic).toArray(String[]::new),
                rows.stream().map(row -> row.envelope.type()).toArray(String[]::new),
                rows.stream().map(row -> row.envelope.sequence()).toArray(Long[]::new),
                rows.stream()
                        .map(row -> row.envelope.time().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new),
                rows.stream().map(row -> row.envelope.correlation()).toArray(String[]::new),
                rows.stream().map(row -> row.envelope.causation()).toArray(String[]::new),
                rows.stream().map(Row::data).toArray(byte[][]::new),
                rows.stream().map(Row::error).toArray(String[]::new),
                Transactions.LARGEST);
    }

    private record Row(
            Envelope envelope,
            String topic,
            byte[] data,
            @Nullable String error) {
        /** A record that cannot be placed is known by its place in Kafka. */
        private static final CustomerId NOBODY = new CustomerId("nobody");

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
