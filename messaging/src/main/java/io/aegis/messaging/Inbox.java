package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Puts received records into the inbox, the dead ones also on their dead letter topic's way. Duplicates are dropped. */
@ApplicationScoped
class Inbox {
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

    Inbox(Database database) {
        this.database = database;
    }

    /** @return how many of the rows were new and dead */
    int store(List<Row> rows) {
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

    /** @param error why the record is dead; absent for one that waits to be worked */
    record Row(
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
