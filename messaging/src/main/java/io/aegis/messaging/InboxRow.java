package io.aegis.messaging;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Envelope;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A received message.
 *
 * @param topic where it came from; {@code self} for a message of this service to itself
 * @param attempts how often its handler failed so far
 */
record InboxRow(long id, Envelope envelope, String topic, int attempts, byte[] data) {
    /** The topic of messages to oneself, which come over none. */
    static final String SELF = "self";

    static final String COLUMNS =
            "i.id, i.source, i.event_id, i.customer, i.topic, i.type, i.sequence, i.time, i.correlation, i.causation, i.attempts, i.data";

    static InboxRow read(ResultSet row) throws SQLException {
        long sequence = row.getLong("sequence");
        Long sequenceOrNull = row.wasNull() ? null : Long.valueOf(sequence);
        return new InboxRow(
                row.getLong("id"),
                new Envelope(
                        row.getString("event_id"),
                        row.getString("source"),
                        row.getString("type"),
                        new CustomerId(row.getString("customer")),
                        Database.time(row, "time"),
                        row.getString("correlation"),
                        row.getString("causation"),
                        sequenceOrNull),
                row.getString("topic"),
                row.getInt("attempts"),
                row.getBytes("data"));
    }
}
