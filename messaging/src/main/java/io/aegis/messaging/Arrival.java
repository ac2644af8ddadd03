package io.aegis.messaging;

import io.aegis.contracts.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A record of a batch, read.
 *
 * @param message absent when it is dead, or of a type that nobody here wants
 */
record Arrival<M extends Message>(
        TopicPartition partition,
        long offset,
        Inbox.Row row,
        @Nullable M message) {
    /** Of a source and an id. Two of 2^128: chance gives no two events the same. */
    record Fingerprint(long high, long low) {}

    boolean dead() {
        return row.error() != null;
    }

    Arrival<M> dead(String reason) {
        return new Arrival<>(partition, offset, new Inbox.Row(row.envelope(), row.topic(), row.data(), reason), null);
    }

    Fingerprint fingerprint() {
        String identity = row.envelope().source() + '\0' + row.envelope().id();
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(identity.getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
