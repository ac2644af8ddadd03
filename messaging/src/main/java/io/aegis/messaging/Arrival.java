package io.aegis.messaging;

import io.aegis.contracts.Envelope;
import io.aegis.contracts.Message;
import io.aegis.contracts.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A record of a batch, read.
 *
 * @param message absent when it is dead, or of a type that nobody here wants
 * @param fingerprint of its source and id; taken where records are read, which is beside where they are stored
 */
record Arrival<M extends Message>(
        TopicPartition partition,
        long offset,
        Inbox.Row row,
        @Nullable M message,
        Fingerprint fingerprint) {
    Arrival(TopicPartition partition, long offset, Inbox.Row row, @Nullable M message) {
        this(partition, offset, row, message, Fingerprint.of(row.envelope()));
    }

    /** Two of 2^128: chance gives no two events the same. */
    record Fingerprint(long high, long low) implements Comparable<Fingerprint> {
        /** Of PostgreSQL's binary COPY: what it begins and ends with, and how long a row of two numbers is. */
        private static final byte[] COPY_HEADER =
                "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

        private static final short COPY_END = -1;
        private static final int COPY_ROW = Short.BYTES + 2 * (Integer.BYTES + Long.BYTES);

        private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Sha256::begin);

        static Fingerprint of(Envelope envelope) {
            String identity = envelope.source() + '\0' + envelope.id();
            ByteBuffer hash = ByteBuffer.wrap(SHA_256.get().digest(identity.getBytes(StandardCharsets.UTF_8)));
            return new Fingerprint(hash.getLong(), hash.getLong());
        }

        /** Rows of a table of high and low, for its binary COPY. */
        static byte[] copied(List<Fingerprint> all) {
            ByteBuffer rows = ByteBuffer.allocate(COPY_HEADER.length + all.size() * COPY_ROW + Short.BYTES);
            rows.put(COPY_HEADER);
            for (Fingerprint one : all) {
                rows.putShort((short) 2)
                        .putInt(Long.BYTES)
                        .putLong(one.high)
                        .putInt(Long.BYTES)
                        .putLong(one.low);
            }
            return rows.putShort(COPY_END).array();
        }

        @Override
        public int compareTo(Fingerprint other) {
            int byHigh = Long.compare(high, other.high);
            return byHigh == 0 ? Long.compare(low, other.low) : byHigh;
        }

        /** By hand, as equals: there is one an event, and any part of a hash is a hash. */
        @Override
        public int hashCode() {
            return (int) low;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Fingerprint hash && hash.high == high && hash.low == low;
        }
    }

    boolean dead() {
        return row.error() != null;
    }

    Arrival<M> dead(String reason) {
        return new Arrival<>(
                partition, offset, new Inbox.Row(row.envelope(), row.topic(), row.data(), reason), null, fingerprint);
    }
}
